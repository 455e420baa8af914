import Wire

/// How chat completions take a message.
enum OpenAIChatMessage {
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
      writer.key("content")
      if text.isEmpty { writer.null() } else { writer.string(text) }
      if !calls.isEmpty { write(calls, to: &writer) }
    case .tool(let callID, _, let text):
      writer.field("role", "tool")
      writer.field("tool_call_id", callID)
      writer.field("content", text)
    }
    writer.endObject()
  }

  /// Text alone is a string: many templates of local models do not know lists.
  private static func write(_ pieces: [ChatMessage.Piece], to writer: inout JSONWriter) {
    let pieces = joined(pieces)
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
        writer.field("url", url(of: picture))
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  private static func url(of picture: ChatMessage.Picture) -> String {
    switch picture {
    case .data(let data, let mediaType): "data:\(mediaType);base64,\(data)"
    case .url(let url): url
    }
  }

  /// Neighbouring texts made one.
  private static func joined(_ pieces: [ChatMessage.Piece]) -> [ChatMessage.Piece] {
    var joined: [ChatMessage.Piece] = []
    for run in pieces.split(omittingEmptySubsequences: false, whereSeparator: \.isImage) {
      if run.startIndex > pieces.startIndex { joined.append(pieces[run.startIndex - 1]) }
      let texts = run.compactMap(\.text)
      if !texts.isEmpty { joined.append(.text(texts.joined(separator: ChatMessage.separator))) }
    }
    return joined
  }

  private static func write(_ calls: [ChatMessage.Call], to writer: inout JSONWriter) {
    writer.key("tool_calls")
    writer.beginArray()
    for call in calls {
      writer.beginObject()
      writer.field("id", call.id)
      writer.field("type", "function")
      writer.key("function")
      writer.beginObject()
      writer.field("name", call.name)
      writer.key("arguments")
      writer.string(bytes: call.arguments)
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
  }
}
