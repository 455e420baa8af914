import Conversations
import Wire

/// Reads the parts of a message: reasoning, then what is said, then calls.
struct OpenAIChatParts {
  private let message: JSONValue
  private let path: String
  private var parts: [ContentPart] = []

  /// The parts of a message object.
  ///
  /// - Parameter path: where the message stands, if it stands in no list of the client's.
  static func read(_ message: JSONValue, at path: String) throws(ClientError) -> [ContentPart] {
    var reader = OpenAIChatParts(message: message, path: path)
    switch message["role"]?.string {
    case "assistant": try reader.readAnswer()
    case "tool": try reader.readResult(of: reader.text(message["tool_call_id"], "tool_call_id"))
    case "function":
      let name = try reader.text(message["name"], "name")
      try reader.readResult(of: OpenAIChatLegacy.callID(ofFunction: name))
    default: try reader.readContent()
    }
    return reader.parts
  }

  private init(message: JSONValue, path: String) {
    self.message = message
    self.path = path
  }

  /// A part of the message that has no meaning, named by its place in the client's list, in which the leading system
  /// messages count too.
  private func meaningless(_ member: String, _ complaint: String) -> ClientError {
    let list = message.document.root["messages"]?.elements
    let place = list?.enumerated().first { $0.element.range == message.range }?.offset
    return .meaningless("\(place.map { "messages.\($0)" } ?? path).\(member): \(complaint)")
  }

  private func text(_ value: JSONValue?, _ member: String) throws(ClientError) -> String {
    guard let text = value?.string else { throw meaningless(member, "a text is required") }
    return text
  }

  // MARK: What is said

  private mutating func readContent() throws(ClientError) {
    guard let content = message["content"], !content.isNull else { return }
    if content.kind == .string { return append(content.string ?? "") }
    guard content.kind == .array else {
      throw meaningless("content", "must be a text or a list of parts")
    }
    var position = 0
    for part in content.elements {
      try read(part, "content.\(position)")
      position += 1
    }
  }

  private mutating func append(_ text: String) {
    if !text.isEmpty { parts.append(.text(text)) }
  }

  private mutating func read(_ part: JSONValue, _ member: String) throws(ClientError) {
    if part.kind == .string { return append(part.string ?? "") }
    switch try text(part["type"], "\(member).type") {
    case "text": append(try text(part["text"], "\(member).text"))
    case "refusal": append(part["refusal"]?.string ?? "")
    case "thinking":
      let pieces = part["thinking"]?.elements.compactMap { $0["text"]?.string } ?? []
      parts.append(.thinking(text: part["thinking"]?.string ?? pieces.joined(), signature: nil))
    case "image_url":
      let image = part["image_url"]
      parts.append(
        .image(OpenAIChatMedia.read(try text(image?["url"] ?? image, "\(member).image_url.url"))))
    case "file": parts.append(.document(try file(part["file"], "\(member).file")))
    case "input_audio": throw meaningless(member, "input_audio: this model cannot hear; send a transcript")
    case let type: parts.append(.other(type: type, source: part))
    }
  }

  private func file(_ file: JSONValue?, _ member: String) throws(ClientError) -> Document {
    guard let media = OpenAIChatMedia.read(file: file) else {
      throw meaningless(member, "file_data or file_id is required")
    }
    return Document(title: file?["filename"]?.string, body: .media(media))
  }

  private mutating func readResult(of callID: String) throws(ClientError) {
    try readContent()
    parts = [.toolResult(ToolResult(callID: callID, parts: parts, isError: false))]
  }

  // MARK: The assistant

  private mutating func readAnswer() throws(ClientError) {
    let reasoning = message.withUnsafeValue { OpenAIChatText.reasoning(of: $0) }
    if !reasoning.isEmpty {
      parts.append(.thinking(text: String(decoding: reasoning, as: UTF8.self), signature: nil))
    }
    try readContent()
    append(message["refusal"]?.string ?? "")
    var position = 0
    for call in message["tool_calls"].map({ Array($0.elements) }) ?? [] {
      parts.append(.toolCall(try toolCall(call, "tool_calls.\(position)")))
      position += 1
    }
    if let call = message["function_call"], call.kind == .object {
      let name = try text(call["name"], "function_call.name")
      parts.append(.toolCall(functionCall(call, id: OpenAIChatLegacy.callID(ofFunction: name), name: name)))
    }
  }

  private func toolCall(_ call: JSONValue, _ member: String) throws(ClientError) -> ToolCall {
    let id = try text(call["id"], "\(member).id")
    if let custom = call["custom"] {
      let input = custom["input"]?.withUnsafeValue { $0.decoded } ?? []
      return ToolCall(
        id: id, name: try text(custom["name"], "\(member).custom.name"),
        input: FreeformTool.arguments(of: input))
    }
    let function = call["function"]
    return functionCall(function, id: id, name: try text(function?["name"], "\(member).function.name"))
  }

  private func functionCall(_ function: JSONValue?, id: String, name: String) -> ToolCall {
    let arguments = function?["arguments"]?.withUnsafeValue { OpenAIChatText.arguments($0) } ?? []
    return ToolCall(id: id, name: name, input: ToolInput.object(from: arguments))
  }
}
