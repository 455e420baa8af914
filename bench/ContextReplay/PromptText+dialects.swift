import Wire

extension PromptText {
  /// A message of chat completions or of Ollama's chat.
  init(chat message: JSONValue) {
    self.init(role: message["role"]?.string ?? "")
    if let content = message["content"] { sayContent(content) }
    for call in message["tool_calls"].map({ Array($0.elements) }) ?? [] {
      let function = call["function"]
      let arguments = function?["arguments"]
      // Chat completions have them as a text that holds an object.
      let object = arguments?.string.map { try? JSONDocument(parsing: Array($0.utf8)).root } ?? arguments
      self.call(function?["name"], with: object)
    }
  }

  /// A message of Anthropic's.
  init(anthropicMessages message: JSONValue) {
    self.init(role: message["role"]?.string ?? "")
    guard let content = message["content"] else { return }
    if content.kind == .string { say(content) }
    for block in content.elements { sayBlock(block) }
  }

  /// Adds a text or a list of blocks.
  mutating func sayContent(_ content: JSONValue) {
    if content.kind == .string { return say(content) }
    for piece in content.elements {
      if let text = piece["text"] { say(text) } else { write(piece) }
    }
  }

  private mutating func sayBlock(_ block: JSONValue) {
    switch block["type"]?.string {
    case "text": block["text"].map { say($0) }
    case "thinking": block["thinking"].map { think($0) }
    case "tool_use": call(block["name"], with: block["input"])
    case "tool_result": block["content"].map { sayContent($0) }
    default: write(block)
    }
  }
}
