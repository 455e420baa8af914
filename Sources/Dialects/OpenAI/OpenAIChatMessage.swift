import Wire

/// How chat completions take a message.
enum OpenAIChatMessage {
  /// Writes a message.
  ///
  /// - Parameter form: in what form calls are told.
  static func write(
    _ message: ChatMessage, calls form: OpenAIChatCallForm = .functions, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    switch message {
    case .system(let text):
      writer.field("role", "system")
      writer.field("content", text)
    case .user(let pieces):
      writer.field("role", "user")
      write(pieces, to: &writer)
    case .assistant(let text, let calls):
      writer.field("role", "assistant")
      writer.key("content")
      if text.isEmpty { writer.null() } else { writer.string(text) }
      if !calls.isEmpty { write(calls, as: form, to: &writer) }
    case .tool(let result):
      writer.field("role", "tool")
      writer.field("tool_call_id", result.callID)
      writer.field("content", result.markedText)
    }
    writer.endObject()
  }

  /// Text alone is a string: many templates of local models do not know lists.
  private static func write(_ pieces: [ChatMessage.Piece], to writer: inout JSONWriter) {
    let pieces = ChatMessage.joined(pieces)
    if pieces.count == 1, case .text(let text) = pieces[0] { return writer.field("content", text) }
    writer.key("content")
    writer.beginArray()
    for piece in pieces {
      writer.beginObject()
      switch piece {
      case .text(let text):
        writer.field("type", "text")
        writer.field("text", text)
      case .image(let picture):
        writer.field("type", "image_url")
        writer.key("image_url")
        writer.beginObject()
        writer.field("url", picture.url)
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private static func write(
    _ calls: [ChatMessage.Call], as form: OpenAIChatCallForm, to writer: inout JSONWriter
  ) {
    writer.key("tool_calls")
    writer.beginArray()
    for call in calls {
      form.writeCall(of: call.name, id: call.id, arguments: call.arguments, to: &writer)
    }
    writer.endArray()
  }
}
