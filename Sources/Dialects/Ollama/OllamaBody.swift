import Wire

/// What sort of request a body is, since both of Ollama's routes come to the same dialect.
enum OllamaBody {
  /// A conversation is to be continued (`/api/chat`).
  case chat
  /// A text is to be answered (`/api/generate`).
  case generate
  /// No answer is asked for: a model is to be loaded, or unloaded.
  case load

  /// The sort of a body.
  init(_ body: JSONValue) {
    let prompt = body["prompt"]
    if let messages = body["messages"], !messages.isNull, messages.kind != .array || messages.count > 0 {
      self = .chat
    } else if let prompt, !prompt.isNull, !prompt.isString("") {
      self = .generate
    } else {
      self = .load
    }
  }
}
