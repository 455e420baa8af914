import Conversations
import Wire

/// The canonical bytes of a message, of which its identity is the hash.
///
/// Two messages that differ only in what clients change from turn to turn have one form: reasoning that is kept or dropped,
/// ids of calls, which Ollama's own library for Python takes out, absent content in place of an empty text, the order of
/// keys, escapes, white space.
struct OllamaCanonicalForm {
  private var form = CanonicalBytes()

  /// The identity of a message.
  mutating func fingerprint(of message: JSONValue, role: Role) -> Fingerprint {
    form.begin(as: role)
    message.withUnsafeValue { write($0, role) }
    return Fingerprint(of: form.bytes)
  }

  private mutating func write(_ message: UnsafeJSONValue, _ role: Role) {
    if role == .tool {
      form.mark(.toolResult)
      form.write(message["tool_name"] ?? message["name"])
    }
    if let content = message["content"], content.kind == .string, !content.isString("") {
      form.write(.text) { content.appendDecoded(to: &$0) }
    }
    message["images"]?.forEachElement { picture in
      form.mark(.block)
      form.write(picture)
    }
    message["tool_calls"]?.forEachElement { writeCall($0["function"]) }
  }

  private mutating func writeCall(_ function: UnsafeJSONValue?) {
    form.mark(.toolCall)
    form.write(function?["name"])
    guard let arguments = function?["arguments"], arguments.kind != .object else {
      return form.write(function?["arguments"])
    }
    // Clients that know OpenAI's form better send a text, and get an object for it.
    let object = try? JSONDocument(parsing: ToolInput.object(from: Array(arguments.bytes)))
    object?.root.withUnsafeValue { form.write($0) }
  }
}
