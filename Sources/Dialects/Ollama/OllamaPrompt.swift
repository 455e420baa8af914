import Conversations
import Wire

/// The prompt of a request to `/api/generate`, as the messages that it stands for.
struct OllamaPrompt {
  /// The system prompt; nil without one.
  let system: JSONValue?
  /// The user's message.
  let message: JSONValue

  /// - Throws: `ClientError` that names the field that has no meaning.
  init(_ body: JSONValue) throws(ClientError) {
    let text = try body.optional("prompt", "a text") { $0.string } ?? ""
    let pictures = try body.optional("images", "a list of pictures in Base64") {
      $0.kind == .array && $0.elements.allSatisfy { $0.kind == .string } ? $0 : nil
    }
    let order = try body.optional("system", "a text") { $0.string } ?? ""
    system = order.isEmpty ? nil : Self.message("system", order)
    guard let message = Self.message("user", text, pictures) else {
      throw .meaningless("prompt: a text is required")
    }
    self.message = message
  }

  /// Refuses what another route, or another backend, would not merely fulfil less well but answer wrongly.
  static func refuseWhatIsNoConversation(_ body: JSONValue) throws(ClientError) {
    if body["raw"]?.bool == true {
      throw .meaningless("raw: this model gets every prompt in its own template; leave raw out")
    }
    if body["context"]?.count ?? 0 > 0 {
      throw .meaningless("context: tokens of another model mean nothing here; send the messages to /api/chat")
    }
    for (key, remedy): (StaticString, String) in [
      ("suffix", "this model cannot fill a gap in a text"),
      ("template", "this model's template cannot be replaced"),
    ] where body[key]?.string?.isEmpty == false {
      throw .meaningless("\(key): \(remedy)")
    }
  }

  private static func message(_ role: String, _ text: String, _ pictures: JSONValue? = nil) -> JSONValue? {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("role", role)
    writer.field("content", text)
    if let pictures { writer.field("images", pictures) }
    writer.endObject()
    return writer.value
  }
}
