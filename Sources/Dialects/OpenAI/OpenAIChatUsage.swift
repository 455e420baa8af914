import Conversations
import Wire

/// What an answer cost, as its backend reports it; of several reports the last counts.
struct OpenAIChatUsage: Equatable {
  private var prompt: Int?
  private var cached: Int?
  private var written: Int?
  private var output: Int?
  private var reasoning: Int?

  /// Takes in what a chunk or a whole answer reports; `null` reports nothing.
  mutating func update(with chunk: UnsafeJSONValue) {
    if let timings = chunk["timings"], timings.kind == .object { update(withTimings: timings) }
    guard let usage = chunk["usage"], usage.kind == .object else { return }
    let details = usage["prompt_tokens_details"]
    prompt = usage["prompt_tokens"]?.tokens ?? prompt
    cached = details?["cached_tokens"]?.tokens ?? usage["prompt_cache_hit_tokens"]?.tokens ?? cached
    written = details?["cache_write_tokens"]?.tokens ?? written
    output = usage["completion_tokens"]?.tokens ?? output
    reasoning = usage["completion_tokens_details"]?["reasoning_tokens"]?.tokens ?? reasoning
  }

  /// llama.cpp's own figures, there also when nobody asked for usage: `prompt_n` is what no cache served.
  private mutating func update(withTimings timings: UnsafeJSONValue) {
    guard let fresh = timings["prompt_n"]?.tokens else { return }
    let cached = timings["cache_n"]?.tokens
    self.cached = self.cached ?? cached
    prompt = prompt ?? fresh + (cached ?? 0)
    output = output ?? timings["predicted_n"]?.tokens
  }

  /// The report in our words: the prompt of chat completions includes what caches served.
  var report: PartialUsage {
    PartialUsage(
      input: prompt.map { max(0, $0 - (cached ?? 0) - (written ?? 0)) }, cacheRead: cached,
      cacheWrite: written, output: output, reasoning: reasoning)
  }
}

extension OpenAIChatUsage {
  /// Writes a `usage` object whose figures are totals.
  static func write(_ usage: Usage, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("prompt_tokens", usage.prompt)
    writer.field("completion_tokens", usage.output)
    writer.field("total_tokens", usage.prompt + usage.output)
    writer.key("prompt_tokens_details")
    writer.beginObject()
    writer.field("cached_tokens", usage.cacheRead)
    if usage.cacheWrite > 0 { writer.field("cache_write_tokens", usage.cacheWrite) }
    writer.endObject()
    if let reasoning = usage.reasoning {
      writer.key("completion_tokens_details")
      writer.beginObject()
      writer.field("reasoning_tokens", reasoning)
      writer.endObject()
    }
    writer.endObject()
  }
}
