import Conversations
import Wire

/// Reads the message objects of a client.
enum OllamaMessage {
  /// Who speaks.
  static func role(of message: JSONValue, at position: Int) throws(ClientError) -> Role {
    guard let role = message["role"]?.string.flatMap(Role.init(rawValue:)) else {
      throw .meaningless(
        "messages.\(position).role: must be \"system\", \"user\", \"assistant\" or \"tool\"")
    }
    return role
  }

  /// Refuses a message whose members are not of the kinds they must be.
  static func check(_ message: JSONValue, at position: Int) throws(ClientError) {
    func check(_ key: StaticString, _ description: String, _ isGood: (JSONValue) -> Bool) throws(ClientError)
    {
      guard let member = message[key], !member.isNull, !isGood(member) else { return }
      throw .meaningless("messages.\(position).\(key): must be \(description)")
    }
    try check("content", "a text") { $0.kind == .string }
    try check("thinking", "a text") { $0.kind == .string }
    try check("images", "a list of pictures in Base64") { list in
      list.kind == .array && list.elements.allSatisfy { $0.kind == .string }
    }
    try check("tool_calls", "a list of calls, each with the name of its function") { list in
      list.kind == .array && list.elements.allSatisfy { $0["function"]?["name"]?.kind == .string }
    }
  }

  /// The parts of a message: reasoning, text, pictures, calls; of a tool's message the one result.
  static func parts(of message: JSONValue) -> [ContentPart] {
    let said = texts(of: message)
    if message["role"]?.isString("tool") == true {
      // One without an id answers no call, and its tool's name tells more of it than nothing.
      let id = message["tool_call_id"]?.string ?? message["tool_name"]?.string ?? ""
      return [.toolResult(ToolResult(callID: id, parts: said, isError: false))]
    }
    return reasoning(of: message) + said + calls(of: message)
  }

  private static func texts(of message: JSONValue) -> [ContentPart] {
    var parts: [ContentPart] = []
    if let text = message["content"]?.string, !text.isEmpty { parts.append(.text(text)) }
    guard let pictures = message["images"]?.elements else { return parts }
    // Some clients leave the mark of a data URL on what must be bare.
    return parts
      + pictures.compactMap(\.string).map { picture in
        let mark = picture.hasPrefix("data:") ? picture.firstIndex(of: ",") : nil
        let data = mark.map { String(picture[picture.index(after: $0)...]) } ?? picture
        return .image(Media(mediaType: nil, source: .base64(data)))
      }
  }

  private static func reasoning(of message: JSONValue) -> [ContentPart] {
    guard let text = message["thinking"]?.string, !text.isEmpty else { return [] }
    return [.thinking(text: text, signature: nil)]
  }

  private static func calls(of message: JSONValue) -> [ContentPart] {
    guard let calls = message["tool_calls"] else { return [] }
    return calls.elements.compactMap { call in
      guard let function = call["function"], let name = function["name"]?.string else { return nil }
      return .toolCall(
        ToolCall(
          id: call["id"]?.string ?? "", name: name,
          input: function["arguments"].map { Array($0.bytes) } ?? Array("{}".utf8)))
    }
  }
}

extension JSONWriter {
  /// What has been written, one value, as a value of a document of its own.
  var value: JSONValue? { try? JSONDocument(parsing: bytes).root }
}
