import Conversations
import Wire

/// An item of an answer, as the client is told of it or as it is kept.
struct ResponsesOutputItem {
  /// What the item says.
  enum Content {
    /// Text for the reader.
    case message(text: [UInt8])
    /// Reasoning, and what stands in place of its encrypted form.
    case reasoning(text: [UInt8], encrypted: String)
    /// A call; the text of a custom tool is in its arguments as the only one.
    case call(ResponsesTool.Call, id: String, arguments: [UInt8])
    /// A summary that takes the place of the client's history.
    case compaction(summary: [UInt8])
  }

  /// How far an item has come.
  enum Status: String {
    case inProgress = "in_progress"
    case completed
  }

  /// Its id; nil where nobody has been told of one.
  var id: String?
  /// What it says so far.
  var content: Content

  /// What the ids of such items begin with, which clients look at.
  static func idPrefix(of content: Content) -> String {
    switch content {
    case .message: "msg_"
    case .reasoning: "rs_"
    case .compaction: "cmp_"
    case .call(let call, _, _):
      switch call.form {
      case .function: "fc_"
      case .custom: "ctc_"
      case .search: "tsc_"
      }
    }
  }

  /// Writes the item. One in progress is still empty.
  func write(_ status: Status, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", type)
    if let id { writer.field("id", id) }
    switch content {
    case .message(let text): writeMessage(text, status, to: &writer)
    case .reasoning(let text, let encrypted): writeReasoning(text, encrypted, status, to: &writer)
    case .call(let call, let id, let arguments): write(call, id, arguments, status, to: &writer)
    case .compaction(let summary):
      writer.key("encrypted_content")
      writer.string(bytes: ResponsesCompaction.content(of: summary))
    }
    writer.endObject()
  }

  private var type: String {
    switch content {
    case .message: "message"
    case .reasoning: "reasoning"
    case .compaction: "compaction"
    case .call(let call, _, _):
      switch call.form {
      case .function: "function_call"
      case .custom: "custom_tool_call"
      case .search: "tool_search_call"
      }
    }
  }

  // MARK: Text

  private func writeMessage(_ text: [UInt8], _ status: Status, to writer: inout JSONWriter) {
    writer.field("role", "assistant")
    writer.field("status", status.rawValue)
    writer.key("content")
    writer.beginArray()
    if case .completed = status { Self.writePart(text, to: &writer) }
    writer.endArray()
  }

  /// Writes a part of a message.
  static func writePart(_ text: [UInt8], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "output_text")
    writer.key("text")
    writer.string(bytes: text)
    writer.emptyArray("annotations")
    writer.emptyArray("logprobs")
    writer.endObject()
  }

  private func writeReasoning(
    _ text: [UInt8], _ encrypted: String, _ status: Status, to writer: inout JSONWriter
  ) {
    writer.emptyArray("summary")
    writer.key("content")
    writer.beginArray()
    if case .completed = status, !text.isEmpty { Self.writeReasoningPart(text, to: &writer) }
    writer.endArray()
    writer.key("encrypted_content")
    if case .completed = status { writer.string(encrypted) } else { writer.null() }
  }

  /// Writes a part of reasoning.
  static func writeReasoningPart(_ text: [UInt8], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "reasoning_text")
    writer.key("text")
    writer.string(bytes: text)
    writer.endObject()
  }

  // MARK: Calls

  private func write(
    _ call: ResponsesTool.Call, _ id: String, _ arguments: [UInt8], _ status: Status,
    to writer: inout JSONWriter
  ) {
    writer.field("call_id", id)
    let arguments: [UInt8]? = if case .completed = status { arguments } else { nil }
    switch call.form {
    case .function:
      call.writeName(to: &writer)
      writer.key("arguments")
      writer.string(bytes: arguments.map(Self.arguments) ?? [])
    case .custom:
      call.writeName(to: &writer)
      writer.key("input")
      writer.string(bytes: arguments.map(FreeformTool.text) ?? [])
    case .search:
      writer.field("execution", "client")
      writer.key("arguments")
      writer.raw(onOneLine: ToolInput.object(from: arguments ?? []))
    }
    writer.field("status", status.rawValue)
  }

  /// What the model wrote, which the client judges; where it wrote nothing, that.
  static func arguments(_ written: [UInt8]) -> [UInt8] {
    written.allSatisfy(ASCII.isSpace) ? Array("{}".utf8) : written
  }
}

extension JSONWriter {
  /// Writes a member that is a list of nothing.
  mutating func emptyArray(_ key: String) {
    self.key(key)
    beginArray()
    endArray()
  }
}
