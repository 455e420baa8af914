import Conversations
import Wire

/// The canonical bytes of a message, of which its identity is the hash.
///
/// Two messages that differ only in what clients change from turn to turn have one form: reasoning that is kept or dropped,
/// ids of calls, which Ollama's own library for Python takes out, absent content in place of an empty text, the order of
/// keys, escapes, white space.
struct OllamaCanonicalForm {
  private var writer = CanonicalWriter()

  /// The identity of a message.
  mutating func fingerprint(of message: JSONValue, role: Role) -> Fingerprint {
    writer.begin(role)
    message.withUnsafeValue { write($0, role) }
    return writer.fingerprint()
  }

  private mutating func write(_ message: UnsafeJSONValue, _ role: Role) {
    if role == .tool {
      writer.begin(.toolResult)
      writer.value(message["tool_name"] ?? message["name"], isInput: true)
    }
    if let content = message["content"], content.kind == .string { writer.text(content) }
    message["images"]?.forEachElement { picture in
      writer.begin(.block)
      writer.value(picture, isInput: true)
    }
    message["tool_calls"]?.forEachElement { writeCall($0["function"]) }
  }

  private mutating func writeCall(_ function: UnsafeJSONValue?) {
    writer.begin(.toolCall)
    writer.value(function?["name"], isInput: true)
    guard let arguments = function?["arguments"], arguments.kind != .object else {
      return writer.value(function?["arguments"], isInput: true)
    }
    // Clients that know OpenAI's form better send a text, and get an object for it.
    let object = try? JSONDocument(parsing: ToolInput.object(from: Array(arguments.bytes)))
    object?.root.withUnsafeValue { writer.value($0, isInput: true) }
  }
}
