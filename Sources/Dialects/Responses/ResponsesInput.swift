import Wire

/// A history as the Responses API takes it: the leading system prompt apart, everything else as items of `input`.
struct ResponsesInput {
  private let instructions: String?
  private let items: [UInt8]

  init(of history: ChatHistory) {
    var messages = history.messages[...]
    if case .system(let text)? = messages.first {
      instructions = text
      messages = messages.dropFirst()
    } else {
      instructions = nil
    }
    var writer = JSONWriter()
    writer.beginArray()
    for message in messages { Self.write(message, to: &writer) }
    writer.endArray()
    items = writer.bytes
  }

  /// About how many bytes it takes in the prompt.
  var byteCount: Int { items.count + (instructions?.utf8.count ?? 0) }

  /// Writes the members.
  func write(to writer: inout JSONWriter) {
    if let instructions { writer.field("instructions", instructions) }
    writer.key("input")
    writer.raw(items)
  }

  private static func write(_ message: ChatMessage, to writer: inout JSONWriter) {
    switch message {
    case .system(let text): write(text, as: "developer", to: &writer)
    case .user(let pieces): write(pieces, to: &writer)
    case .assistant(let text, let calls):
      if !text.isEmpty { write(text, as: "assistant", to: &writer) }
      for call in calls { write(call, to: &writer) }
    case .tool(let result): write(result, to: &writer)
    }
  }

  // MARK: Messages

  private static func write(_ text: String, as role: String, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "message")
    writer.field("role", role)
    writer.field("content", text)
    writer.endObject()
  }

  private static func write(_ pieces: [ChatMessage.Piece], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "message")
    writer.field("role", "user")
    writer.key("content")
    writeContent(pieces, marking: "", to: &writer)
    writer.endObject()
  }

  /// Text alone is a string; with pictures it is a list of parts.
  private static func writeContent(
    _ pieces: [ChatMessage.Piece], marking mark: String, to writer: inout JSONWriter
  ) {
    let pieces = ChatMessage.joined((mark.isEmpty ? [] : [.text(mark)]) + pieces)
    if pieces.count == 1, case .text(let text) = pieces[0] { return writer.string(text) }
    writer.beginArray()
    for piece in pieces {
      writer.beginObject()
      switch piece {
      case .text(let text):
        writer.field("type", "input_text")
        writer.field("text", text)
      case .image(let picture):
        writer.field("type", "input_image")
        writer.field("image_url", picture.url)
        // Some imitators refuse a picture without it.
        writer.field("detail", "auto")
      }
      writer.endObject()
    }
    writer.endArray()
  }

  // MARK: Calls

  private static func write(_ call: ChatMessage.Call, to writer: inout JSONWriter) {
    for reasoning in call.reasoning { write(reasoning, to: &writer) }
    writer.beginObject()
    writer.field("type", "function_call")
    writer.field("call_id", call.id)
    writer.field("name", call.name)
    writer.key("arguments")
    writer.string(bytes: call.arguments)
    writer.endObject()
  }

  /// Reasoning goes back only as its vendor encrypted it, and without its id: OpenAI looks up what has one, and finds
  /// nothing where it was told to store nothing.
  private static func write(_ reasoning: ChatMessage.Reasoning, to writer: inout JSONWriter) {
    guard let encrypted = reasoning.signature else { return }
    writer.beginObject()
    writer.field("type", "reasoning")
    writer.key("summary")
    writer.beginArray()
    if !reasoning.text.isEmpty {
      writer.beginObject()
      writer.field("type", "summary_text")
      writer.field("text", reasoning.text)
      writer.endObject()
    }
    writer.endArray()
    writer.field("encrypted_content", encrypted)
    writer.endObject()
  }

  private static func write(_ result: ChatMessage.Result, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", "function_call_output")
    writer.field("call_id", result.callID)
    writer.key("output")
    if result.pieces.contains(where: \.isImage) {
      writeContent(result.pieces, marking: result.isError ? ChatMessage.Result.errorMark : "", to: &writer)
    } else {
      writer.string(result.markedText)
    }
    writer.endObject()
  }
}
