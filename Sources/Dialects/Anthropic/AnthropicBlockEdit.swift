import Conversations
import Wire

/// Writes the blocks of a message, each as it came or as a plan has it.
enum AnthropicBlockEdit {
  /// The blocks of a message object, in the order of the parts that are read of it.
  static func blocks(
    of message: JSONValue, _ edits: [ContextPlan.PartEdit]
  ) -> [[UInt8]] {
    guard let content = message["content"], !content.isNull else { return [] }
    let sources = content.kind == .array ? Array(content.elements) : [content]
    var blocks: [[UInt8]] = []
    var part = 0
    for source in sources {
      // What is read as nothing, such as an empty text, has no place among the parts.
      guard AnthropicParts.isPart(source) else { continue }
      switch part < edits.count ? edits[part] : .keep {
      case .keep: blocks.append(kept(source))
      case .replace(let text): blocks.append(replaced(source, by: text))
      case .drop: break
      }
      part += 1
    }
    return blocks
  }

  /// A block of text.
  static func text(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("type", "text")
    writer.field("text", text)
    writer.endObject()
    return writer.bytes
  }

  private static func kept(_ block: JSONValue) -> [UInt8] {
    guard block.kind == .object else { return text(block.string ?? "") }
    return withoutCacheMark(block)
  }

  private static func withoutCacheMark(_ block: JSONValue) -> [UInt8] {
    block["cache_control"] == nil ? Array(block.bytes) : rewritten(block, key: "cache_control", value: nil)
  }

  private static func replaced(_ block: JSONValue, by text: String) -> [UInt8] {
    switch block["type"]?.string {
    case "tool_result": rewritten(block, key: "content", value: JSONWriter.string(text))
    case "tool_use": rewritten(block, key: "input", value: Array(text.utf8))
    default: Self.text(text)
    }
  }

  /// A block with another value for a member, or without it; never with a cache mark.
  private static func rewritten(_ block: JSONValue, key replaced: String, value: [UInt8]?) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    for (key, value) in block.members where !key.isString("cache_control") && key.string != replaced {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
    if let value {
      writer.key(replaced)
      writer.raw(value)
    }
    writer.endObject()
    return writer.bytes
  }
}
