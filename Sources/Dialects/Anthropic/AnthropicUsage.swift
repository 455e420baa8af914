import Conversations
import Wire

/// Reads and writes `usage` objects.
enum AnthropicUsage {
  /// What a `usage` object reports; figures that are absent or null are not reported.
  static func read(_ usage: UnsafeJSONValue?) -> PartialUsage {
    guard let usage else { return PartialUsage() }
    return PartialUsage(
      input: usage["input_tokens"]?.tokens, cacheRead: usage["cache_read_input_tokens"]?.tokens,
      cacheWrite: usage["cache_creation_input_tokens"]?.tokens, output: usage["output_tokens"]?.tokens,
      reasoning: usage["output_tokens_details"]?["thinking_tokens"]?.tokens)
  }

  /// Writes a `usage` object whose figures are totals.
  static func write(_ usage: Usage, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("input_tokens", usage.input)
    writer.field("cache_creation_input_tokens", usage.cacheWrite)
    writer.field("cache_read_input_tokens", usage.cacheRead)
    writer.field("output_tokens", usage.output)
    if let reasoning = usage.reasoning {
      writer.key("output_tokens_details")
      writer.beginObject()
      writer.field("thinking_tokens", reasoning)
      writer.endObject()
    }
    writer.endObject()
  }
}
