import Conversations
import Wire

/// The identity of a message, by its canonical bytes.
///
/// Two messages have one form if they differ only in what clients change when they send an answer back: a text in place
/// of one part, `null`, nothing or an empty text, reasoning in any of the vendors' fields or in `<think>` tags, line
/// breaks before the answer, the order of keys in arguments, `developer` in place of `system`, cache marks. Whatever
/// else differs, differs.
struct OpenAIChatCanonicalForm {
  private var writer = CanonicalWriter()

  /// The identity of a message.
  mutating func fingerprint(of message: JSONValue, role: Role) -> Fingerprint {
    writer.begin(role)
    message.withUnsafeValue { write($0, role) }
    return writer.fingerprint()
  }

  private mutating func write(_ message: UnsafeJSONValue, _ role: Role) {
    if let name = message["name"], name.kind == .string {
      writer.begin(.name)
      writer.value(name, isInput: true)
    }
    if case .tool = role {
      writer.begin(.toolResult)
      writer.value(message["tool_call_id"], isInput: true)
    }
    guard case .assistant = role else { return writeContent(message["content"]) }
    writeAnswer(message)
    message["tool_calls"]?.forEachElement { writeCall($0) }
    if let call = message["function_call"], call.kind == .object {
      writeCall(id: nil, name: call["name"], arguments: OpenAIChatText.arguments(call["arguments"]))
    }
  }

  private mutating func writeContent(_ content: UnsafeJSONValue?) {
    guard let content else { return }
    if content.kind == .string { return writer.text(content) }
    content.forEachElement { part in
      if part.kind == .string {
        writer.text(part)
      } else if part["type"]?.isString("text") == true, let text = part["text"] {
        writer.text(text)
      } else {
        writer.begin(.block)
        writer.value(part, isInput: false)
      }
    }
  }

  // MARK: The assistant

  /// The text of an answer as it is recorded: without reasoning, and without the line breaks before it.
  private mutating func writeAnswer(_ message: UnsafeJSONValue) {
    var splitter = ThinkTagSplitter()
    var said: [UInt8] = []
    func take(_ pieces: [ThinkTagSplitter.Piece]) {
      for piece in pieces where piece.kind == .text { said += piece.bytes }
    }
    for piece in OpenAIChatText.content(of: message["content"]) where piece.kind == .text {
      take(splitter.feed(piece.bytes))
    }
    take(splitter.finish())
    message["refusal"]?.appendDecoded(to: &said)
    if !said.allSatisfy(ASCII.isSpace) { writer.text(said.drop(while: ASCII.isLineBreak)) }
    if let audio = message["audio"], !audio.isNull {
      writer.begin(.block)
      writer.value(audio, isInput: true)
    }
  }

  private mutating func writeCall(_ call: UnsafeJSONValue) {
    if let custom = call["custom"] {
      let arguments = FreeformTool.arguments(of: custom["input"]?.decoded ?? [])
      return writeCall(id: call["id"], name: custom["name"], arguments: arguments)
    }
    let function = call["function"]
    writeCall(
      id: call["id"], name: function?["name"],
      arguments: OpenAIChatText.arguments(function?["arguments"]))
  }

  private mutating func writeCall(id: UnsafeJSONValue?, name: UnsafeJSONValue?, arguments: [UInt8]) {
    writer.begin(.toolCall)
    writer.value(id, isInput: true)
    writer.value(name, isInput: true)
    // Nothing, and a text that is no object, stand for an object here too.
    let object = try? JSONDocument(parsing: ToolInput.object(from: arguments)).root
    object?.withUnsafeValue { writer.value($0, isInput: true) }
  }
}
