import Conversations
import Wire

/// How far a response has come.
enum ResponsesStatus {
  case inProgress
  case completed
  case incomplete(reason: String)
  case failed(code: String, message: String)

  /// The status with which an answer ends. Codex takes an incomplete response for a failure and loses what there is of
  /// it, so it is told of none.
  init(_ reason: StopReason?, isForCodex: Bool) {
    switch reason {
    case .maxTokens, .contextWindowExceeded: self = .incomplete(reason: "max_output_tokens")
    case .refusal: self = .incomplete(reason: "content_filter")
    default: self = .completed
    }
    if isForCodex { self = .completed }
  }

  /// Whether this is the end of an answer that can be used.
  var isGood: Bool {
    switch self {
    case .completed, .incomplete: true
    case .inProgress, .failed: false
    }
  }

  /// The word for it.
  var word: String {
    switch self {
    case .inProgress: "in_progress"
    case .completed: "completed"
    case .incomplete: "incomplete"
    case .failed: "failed"
    }
  }
}

extension AnswerFrame {
  /// Writes the response object.
  ///
  /// The tools are repeated at a good end alone, as SDKs want it: agents define 40 KB of them.
  ///
  /// - Parameters:
  ///   - output: the items, as they were written.
  ///   - usage: what it has cost; nil before a good end.
  func writeResponse(
    _ status: ResponsesStatus, output: [[UInt8]], usage: Usage?, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("object", "response")
    writer.field("created_at", Int(time))
    writer.field("status", status.word)
    writer.field("model", request.model)
    writer.key("output")
    writer.beginArray()
    for item in output { writer.raw(item) }
    writer.endArray()
    writeRequest(isComplete: usage != nil, to: &writer)
    writeTroubles(status, to: &writer)
    writer.key("usage")
    if let usage { Self.write(told(usage), to: &writer) } else { writer.null() }
    writer.endObject()
  }

  private func writeRequest(isComplete: Bool, to writer: inout JSONWriter) {
    let body = request.document.root
    writer.field("parallel_tool_calls", body["parallel_tool_calls"]?.bool ?? true)
    writer.key("tool_choice")
    if let choice = body["tool_choice"], !choice.isNull {
      writer.raw(onOneLine: choice.bytes)
    } else {
      writer.string("auto")
    }
    if isComplete, let tools = body["tools"], tools.kind == .array {
      writer.key("tools")
      writer.raw(onOneLine: tools.bytes)
    } else {
      writer.emptyArray("tools")
    }
  }

  private func writeTroubles(_ status: ResponsesStatus, to writer: inout JSONWriter) {
    writer.key("error")
    if case .failed(let code, let message) = status {
      writer.beginObject()
      writer.field("code", code)
      writer.field("message", message)
      writer.endObject()
    } else {
      writer.null()
    }
    writer.key("incomplete_details")
    if case .incomplete(let reason) = status {
      writer.beginObject()
      writer.field("reason", reason)
      writer.endObject()
    } else {
      writer.null()
    }
  }

  /// Writes a `usage` object, whose input includes what caches served and were given.
  private static func write(_ usage: Usage, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("input_tokens", usage.prompt)
    writer.key("input_tokens_details")
    writer.beginObject()
    writer.field("cached_tokens", usage.cacheRead)
    writer.field("cache_write_tokens", usage.cacheWrite)
    writer.endObject()
    writer.field("output_tokens", usage.output)
    writer.key("output_tokens_details")
    writer.beginObject()
    writer.field("reasoning_tokens", usage.reasoning ?? 0)
    writer.endObject()
    writer.field("total_tokens", usage.prompt + usage.output)
    writer.endObject()
  }
}
