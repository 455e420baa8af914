import Conversations
import Wire

/// Reads the content of a message, of a tool's result or of the system prompt.
enum AnthropicParts {
  /// A text, a list of blocks, or nothing. Empty texts are left out.
  static func read(_ content: JSONValue?, at path: String) throws(ClientError) -> [ContentPart] {
    guard let content, !content.isNull else { return [] }
    if let text = content.string { return text.isEmpty ? [] : [.text(text)] }
    guard content.kind == .array else { throw .meaningless("\(path): must be a text or a list of blocks") }
    var parts: [ContentPart] = []
    var position = 0
    for block in content.elements {
      if let part = try read(block: block, at: "\(path).\(position)") { parts.append(part) }
      position += 1
    }
    return parts
  }

  /// Whether a block, or a text in place of one, is read as a part; an empty text is not.
  static func isPart(_ block: JSONValue) -> Bool {
    block.withUnsafeValue { block in
      if block.kind == .string { return !block.decoded.isEmpty }
      if block["type"]?.isString("text") == true { return block["text"]?.isString("") == false }
      return block["type"]?.isString("compaction") != true || block["content"]?.kind == .string
    }
  }

  private static func read(block: JSONValue, at path: String) throws(ClientError) -> ContentPart? {
    let type = try block.requiredString("type", at: path)
    switch type {
    case "text":
      let text = try block.requiredString("text", at: path)
      return text.isEmpty ? nil : .text(text)
    case "image": return .image(try AnthropicMedia.read(block["source"], at: "\(path).source"))
    case "document": return .document(try AnthropicMedia.document(block, at: path))
    case "search_result": return .document(try searchResult(block, at: path))
    case "tool_use": return .toolCall(try toolCall(block, at: path))
    case "tool_result": return .toolResult(try toolResult(block, at: path))
    case "thinking":
      return .thinking(text: block["thinking"]?.string ?? "", signature: block["signature"]?.string)
    case "redacted_thinking": return .redactedThinking(data: block["data"]?.string ?? "")
    case "tool_reference": return .toolReference(name: try block.requiredString("tool_name", at: path))
    case "tool_addition": return toolAddition(block)
    case "compaction": return block["content"]?.string.map { .text($0) }
    default: return .other(type: type, source: block)
    }
  }

  private static func toolCall(_ block: JSONValue, at path: String) throws(ClientError) -> ToolCall {
    ToolCall(
      id: try block.requiredString("id", at: path), name: try block.requiredString("name", at: path),
      input: block["input"].map { Array($0.bytes) } ?? Array("{}".utf8))
  }

  private static func toolResult(_ block: JSONValue, at path: String) throws(ClientError) -> ToolResult {
    ToolResult(
      callID: try block.requiredString("tool_use_id", at: path),
      parts: try read(block["content"], at: "\(path).content"),
      isError: block["is_error"]?.bool ?? false)
  }

  /// A passage that a search has found reads as a document with its address.
  private static func searchResult(_ block: JSONValue, at path: String) throws(ClientError) -> Document {
    let origin = [block["title"]?.string, block["source"]?.string].compactMap { $0 }
    return Document(
      title: origin.isEmpty ? nil : origin.joined(separator: ", "),
      body: .parts(try read(block["content"], at: "\(path).content")))
  }

  /// A tool that is offered from here on: by name, or with its definition, which only Anthropic can take here.
  private static func toolAddition(_ block: JSONValue) -> ContentPart {
    let tool = block["tool"]
    guard let name = (tool?["tool_name"] ?? tool?["name"])?.string else {
      return .other(type: "tool_addition", source: block)
    }
    return .toolReference(name: name)
  }
}

extension JSONValue {
  /// A member that must be a text.
  func requiredString(_ key: StaticString, at path: String) throws(ClientError) -> String {
    guard let text = self[key]?.string else { throw .meaningless("\(path).\(key): a text is required") }
    return text
  }
}
