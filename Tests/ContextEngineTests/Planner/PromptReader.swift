import Conversations
import Wire

/// Reads what was sent to a backend, as strictly as the planner's checks need it.
struct PromptReader {
  private(set) var tools: [JSONValue]
  private(set) var messages: [Prompt.Message] = []

  init(_ body: JSONValue, in dialect: DialectName) {
    tools = body["tools"].list
    switch dialect {
    case .openAIChat, .ollamaChat:
      for message in body["messages"].list { readChat(message) }
    case .anthropicMessages:
      say(Self.pieces(of: body["system"]), as: "system")
      for message in body["messages"].list { readAnthropic(message) }
    case .openAIResponses:
      say(Self.pieces(of: body["instructions"]), as: "system")
      for item in body["input"].list { readItem(item) }
    case .geminiGenerate:
      tools = (tools.first?["functionDeclarations"]).list
      say(body["systemInstruction"].map { Self.pieces(of: $0["parts"]) } ?? [], as: "system")
      for content in body["contents"].list { readContent(content) }
    }
  }

  private mutating func say(_ pieces: [Prompt.Piece], as role: String) {
    if !pieces.isEmpty { messages.append(Prompt.Message(role: role, pieces: pieces)) }
  }

  private static func pieces(of content: JSONValue?) -> [Prompt.Piece] {
    if let text = content?.string { return text.isEmpty ? [] : [.text(text)] }
    return content.list.map { $0["text"]?.string.map { .text($0) } ?? .media(Array($0.bytes)) }
  }

  private static func result(_ id: JSONValue?, _ content: JSONValue?) -> Prompt.Piece {
    var texts: [String] = []
    var media: [[UInt8]] = []
    for piece in pieces(of: content) {
      switch piece {
      case .text(let text): texts.append(text)
      case .media(let bytes): media.append(bytes)
      case .call, .result, .thinking, .mediaBeside: break
      }
    }
    return .result(id: id?.string ?? "", text: texts.joined(separator: "\n\n"), media: media)
  }

  // MARK: Dialects

  private mutating func readChat(_ message: JSONValue) {
    let role = message["role"]?.string ?? ""
    if role == "tool" {
      return messages.append(
        Prompt.Message(role: role, pieces: [Self.result(message["tool_call_id"], message["content"])]))
    }
    var pieces = Self.pieces(of: message["content"])
    pieces += message["images"].list.map { _ in .mediaBeside }
    if message["reasoning_content"] != nil { pieces.append(.thinking) }
    for call in message["tool_calls"].list {
      let arguments = call["function"]?["arguments"]
      pieces.append(
        .call(
          id: call["id"]?.string ?? "", name: call["function"]?["name"]?.string ?? "",
          arguments: arguments?.string.map { Array($0.utf8) } ?? arguments.map { Array($0.bytes) } ?? []))
    }
    messages.append(Prompt.Message(role: role, pieces: pieces))
  }

  private mutating func readAnthropic(_ message: JSONValue) {
    let pieces = message["content"].list.map { block -> Prompt.Piece in
      switch block["type"]?.string {
      case "text": .text(block["text"]?.string ?? "")
      case "thinking", "redacted_thinking": .thinking
      case "tool_use":
        .call(
          id: block["id"]?.string ?? "", name: block["name"]?.string ?? "",
          arguments: block["input"].map { Array($0.bytes) } ?? [])
      case "tool_result": Self.result(block["tool_use_id"], block["content"])
      default: .media(block["source"].map { Array($0.bytes) } ?? [])
      }
    }
    messages.append(Prompt.Message(role: message["role"]?.string ?? "", pieces: pieces))
  }

  /// Items of one role are one message to the model.
  private mutating func readItem(_ item: JSONValue) {
    switch item["type"]?.string {
    case "function_call":
      let call = Prompt.Piece.call(
        id: item["call_id"]?.string ?? "", name: item["name"]?.string ?? "",
        arguments: item["arguments"]?.string.map { Array($0.utf8) } ?? [])
      add([call], as: "assistant")
    case "function_call_output":
      messages.append(
        Prompt.Message(role: "tool", pieces: [Self.result(item["call_id"], item["output"])]))
    case "reasoning": add([.thinking], as: "assistant")
    default: add(Self.pieces(of: item["content"]), as: item["role"]?.string ?? "")
    }
  }

  private mutating func add(_ pieces: [Prompt.Piece], as role: String) {
    if messages.last?.role == role {
      messages[messages.count - 1].pieces += pieces
    } else {
      messages.append(Prompt.Message(role: role, pieces: pieces))
    }
  }

  private mutating func readContent(_ content: JSONValue) {
    let pieces = content["parts"].list.map { part -> Prompt.Piece in
      if let text = part["text"]?.string { return .text(text) }
      if let call = part["functionCall"] {
        return .call(
          id: call["id"]?.string ?? "", name: call["name"]?.string ?? "",
          arguments: call["args"].map { Array($0.bytes) } ?? [])
      }
      guard let result = part["functionResponse"] else { return .media(Array(part.bytes)) }
      let text = (result["response"]?["output"] ?? result["response"]?["error"])?.string ?? ""
      return .result(
        id: result["id"]?.string ?? "", text: text, media: result["parts"].list.map { Array($0.bytes) })
    }
    let isResults = pieces.contains { if case .result = $0 { true } else { false } }
    let role = content["role"]?.string == "model" ? "assistant" : isResults ? "tool" : "user"
    messages.append(Prompt.Message(role: role, pieces: pieces))
  }
}

extension JSONValue? {
  /// The elements of a list; none where there is no list.
  var list: [JSONValue] {
    guard let self, self.kind == .array else { return [] }
    return Array(self.elements)
  }
}
