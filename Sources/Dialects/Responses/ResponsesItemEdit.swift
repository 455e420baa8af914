import Conversations
import Wire

/// Writes an item, as it came or as a plan has it.
enum ResponsesItemEdit {
  /// The item with its parts edited, in the order of the parts that are read of it; nil when nothing is left of it.
  static func item(_ item: JSONValue, _ edits: [ContextPlan.PartEdit], _ role: Role) -> [UInt8]? {
    let isKept = edits.allSatisfy { if case .keep = $0 { true } else { false } }
    if isKept { return Array(item.bytes) }
    if case .message? = ResponsesItemType(of: item) { return message(item, edits, role) }
    switch edits[0] {
    case .keep: return Array(item.bytes)
    case .drop: return nil
    case .replace(let text): return replaced(item, by: text, role)
    }
  }

  /// A text as an edit leaves it; nil where it is dropped.
  static func text(_ text: String, _ edit: ContextPlan.PartEdit?) -> String? {
    switch edit {
    case .keep, nil: text
    case .replace(let other): other
    case .drop: nil
    }
  }

  /// A message of one text.
  static func message(of text: String, from role: Role) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "message")
    writer.field("role", role == .system ? "developer" : role == .assistant ? "assistant" : "user")
    writer.field("content", text)
    writer.endObject()
    return writer.bytes
  }

  // MARK: Messages

  private static func message(
    _ item: JSONValue, _ edits: [ContextPlan.PartEdit], _ role: Role
  ) -> [UInt8]? {
    let content = item["content"]
    let sources =
      content?.kind == .array ? content.map { Array($0.elements) } ?? [] : content.map { [$0] } ?? []
    var parts: [[UInt8]] = []
    var index = 0
    for source in sources {
      // What is read as nothing, such as an empty text, has no place among the parts.
      guard ResponsesContent.isPart(source) else { continue }
      switch index < edits.count ? edits[index] : .keep {
      case .keep: parts.append(source.kind == .object ? Array(source.bytes) : part(source.string ?? "", role))
      case .replace(let text): parts.append(part(text, role))
      case .drop: break
      }
      index += 1
    }
    return parts.isEmpty ? nil : rewritten(item, "content", list(parts))
  }

  private static func part(_ text: String, _ role: Role) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", role == .assistant ? "output_text" : "input_text")
    writer.field("text", text)
    writer.endObject()
    return writer.bytes
  }

  private static func list(_ values: [[UInt8]]) -> [UInt8] {
    Array("[".utf8) + values.joined(separator: Array(",".utf8)) + Array("]".utf8)
  }

  // MARK: Other items

  /// What a call is called with, which is a JSON object, or all that came of one; in place of any other item a message.
  private static func replaced(_ item: JSONValue, by text: String, _ role: Role) -> [UInt8] {
    let object = Array(text.utf8)
    switch ResponsesItemType(of: item) {
    case .functionCall: return rewritten(item, "arguments", JSONWriter.string(text))
    case .customToolCall:
      let input = String(decoding: FreeformTool.text(of: object), as: UTF8.self)
      return rewritten(item, "input", JSONWriter.string(input))
    case .localShellCall, .shellCall: return rewritten(item, "action", object)
    case .applyPatchCall: return rewritten(item, "operation", object)
    case .toolSearchCall: return rewritten(item, "arguments", object)
    // What a search has found are definitions, which the tools on offer consist of from then on.
    case .toolSearchOutput: return Array(item.bytes)
    case .functionCallOutput, .customToolCallOutput, .localShellCallOutput, .shellCallOutput,
      .applyPatchCallOutput:
      return rewritten(item, "output", JSONWriter.string(text))
    default: return message(of: text, from: role)
    }
  }

  /// An item with another value for a member.
  private static func rewritten(_ item: JSONValue, _ key: String, _ value: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (name, member) in item.members where name.string != key {
      writer.key(name.string ?? "")
      writer.raw(member)
    }
    writer.key(key)
    writer.raw(value)
    writer.endObject()
    return writer.bytes
  }
}
