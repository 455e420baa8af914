import Wire

/// How Ollama takes a message: content is one text, pictures lie beside it, and the arguments of a call are an object.
enum OllamaChatMessage {
  /// Writes a message.
  static func write(_ message: ChatMessage, to writer: inout JSONWriter) {
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
      writer.field("content", text)
      if !calls.isEmpty { write(calls, to: &writer) }
    case .tool(let result):
      writer.field("role", "tool")
      // Templates know a result by the tool's name, by its call's id only since 2025.
      writer.field("tool_name", result.name)
      writer.field("tool_call_id", result.callID)
      writer.field("content", result.markedText)
    }
    writer.endObject()
  }

  private static func write(_ pieces: [ChatMessage.Piece], to writer: inout JSONWriter) {
    writer.field("content", pieces.compactMap(\.text).joined(separator: ChatMessage.separator))
    let pictures = pieces.compactMap(\.data)
    guard !pictures.isEmpty else { return }
    writer.key("images")
    writer.beginArray()
    for picture in pictures { writer.string(picture) }
    writer.endArray()
  }

  private static func write(_ calls: [ChatMessage.Call], to writer: inout JSONWriter) {
    writer.key("tool_calls")
    writer.beginArray()
    for (index, call) in calls.enumerated() {
      writer.beginObject()
      writer.field("id", call.id)
      writer.key("function")
      writer.beginObject()
      writer.field("index", index)
      writer.field("name", call.name)
      writer.key("arguments")
      writer.raw(call.arguments)
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
  }
}

extension ChatMessage.Piece {
  /// The Base64 text of a picture that is in the request. The history keeps no others for a server that fetches none.
  var data: String? {
    if case .image(.data(let data, _)) = self { data } else { nil }
  }
}
