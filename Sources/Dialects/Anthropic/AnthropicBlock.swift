import Conversations
import Wire

/// Writes content blocks, whole or as they grow.
enum AnthropicBlock {
  /// The block as it stands at its start; what a tool is called with always comes after.
  static func writeStart(of part: StreamEvent.Part, to writer: inout JSONWriter) {
    if case .other(_, let source) = part { return writer.raw(source) }
    writer.beginObject()
    switch part {
    case .text:
      writer.field("type", "text")
      writer.field("text", "")
    case .thinking:
      writer.field("type", "thinking")
      writer.field("thinking", "")
      writer.field("signature", "")
    case .redactedThinking(let data):
      writer.field("type", "redacted_thinking")
      writer.key("data")
      writer.string(bytes: data)
    case .toolCall(let id, let name):
      writer.field("type", "tool_use")
      writer.field("id", id)
      writer.field("name", name)
      writer.key("input")
      writer.beginObject()
      writer.endObject()
    case .other: break
    }
    writer.endObject()
  }

  /// What a block grows by.
  static func write(_ delta: StreamEvent.Delta, to writer: inout JSONWriter) {
    switch delta {
    case .text(let bytes): write("text_delta", "text", bytes, to: &writer)
    case .thinking(let bytes): write("thinking_delta", "thinking", bytes, to: &writer)
    case .signature(let bytes): write("signature_delta", "signature", bytes, to: &writer)
    case .input(let bytes): write("input_json_delta", "partial_json", bytes, to: &writer)
    case .other(let source): writer.raw(source)
    }
  }

  private static func write(
    _ type: String, _ key: String, _ bytes: [UInt8], to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.field("type", type)
    writer.key(key)
    writer.string(bytes: bytes)
    writer.endObject()
  }

  /// A whole block of an answer.
  ///
  /// - Parameter reasoning: what is shown of reasoning; a block of it is left out by the caller if it is hidden.
  static func write(
    _ part: Answer.Part, reasoning: AnthropicReasoning, to writer: inout JSONWriter
  ) {
    switch part {
    case .text(let text): write("text", "text", text, to: &writer)
    case .thinking(let text, let signature):
      writer.beginObject()
      writer.field("type", "thinking")
      writer.key("thinking")
      writer.string(bytes: reasoning == .emptied ? [] : text)
      writer.key("signature")
      writer.string(bytes: signature ?? Array(GatewaySignature.unsigned.utf8))
      writer.endObject()
    case .redactedThinking(let data): write("redacted_thinking", "data", data, to: &writer)
    case .toolCall(let id, let name, let input):
      writer.beginObject()
      writer.field("type", "tool_use")
      writer.field("id", id)
      writer.field("name", name)
      writer.key("input")
      ToolInput.writeObject(from: input, to: &writer)
      writer.endObject()
    case .other(_, let source, let deltas): writeOther(source, grownBy: deltas, to: &writer)
    }
  }

  /// A block of another type: fragments of its input together are its `input`, other growths replace its members.
  private static func writeOther(
    _ source: [UInt8], grownBy deltas: [[UInt8]], to writer: inout JSONWriter
  ) {
    guard !deltas.isEmpty, let start = try? JSONDocument(parsing: source).root else {
      return writer.raw(source)
    }
    var replaced: [(key: String, value: [UInt8])] = []
    if start["input"] != nil {
      var input = JSONWriter()
      ToolInput.writeObject(from: Array(deltas.joined()), to: &input)
      replaced.append(("input", input.bytes))
    } else {
      for case let delta? in deltas.map({ try? JSONDocument(parsing: $0).root }) {
        for (key, value) in delta.members where !key.isString("type") {
          replaced.append((key.string ?? "", Array(value.bytes)))
        }
      }
    }
    write(start, replacing: replaced, to: &writer)
  }

  private static func write(
    _ object: JSONValue, replacing replaced: [(key: String, value: [UInt8])], to writer: inout JSONWriter
  ) {
    writer.beginObject()
    for (key, value) in object.members where !replaced.contains(where: { $0.key == key.string }) {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
    for (key, value) in replaced {
      writer.key(key)
      writer.raw(value)
    }
    writer.endObject()
  }
}
