import Wire

/// A message as chat completions take it.
enum OpenAIChatMessage: Equatable {
  /// A piece of what a user says.
  enum Piece: Equatable {
    case text(String)
    /// A picture, by a URL that may hold the picture itself.
    case image(url: String)

    var text: String? {
      if case .text(let text) = self { text } else { nil }
    }

    var isImage: Bool { text == nil }
  }

  /// A call of a tool, with names and ids as the backend knows them.
  struct Call: Equatable {
    var id: String
    var name: String
    /// A JSON object.
    var arguments: [UInt8]
  }

  case system(String)
  case user([Piece])
  case assistant(text: String, calls: [Call])
  case tool(callID: String, text: String)

  /// What stands between two texts that become one.
  static let separator = "\n\n"

  /// Writes the message.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    switch self {
    case .system(let text):
      writer.field("role", "system")
      writer.field("content", text)
    case .user(let pieces):
      writer.field("role", "user")
      Self.write(pieces, to: &writer)
    case .assistant(let text, let calls):
      writer.field("role", "assistant")
      writer.key("content")
      if text.isEmpty { writer.null() } else { writer.string(text) }
      if !calls.isEmpty { Self.write(calls, to: &writer) }
    case .tool(let callID, let text):
      writer.field("role", "tool")
      writer.field("tool_call_id", callID)
      writer.field("content", text)
    }
    writer.endObject()
  }

  /// Text alone is a string: many templates of local models do not know lists.
  private static func write(_ pieces: [Piece], to writer: inout JSONWriter) {
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
      case .image(let url):
        writer.field("type", "image_url")
        writer.key("image_url")
        writer.beginObject()
        writer.field("url", url)
        writer.endObject()
      }
      writer.endObject()
    }
    writer.endArray()
  }

  /// Neighbouring texts made one.
  private static func joined(_ pieces: [Piece]) -> [Piece] {
    var joined: [Piece] = []
    for run in pieces.split(omittingEmptySubsequences: false, whereSeparator: \.isImage) {
      if run.startIndex > pieces.startIndex { joined.append(pieces[run.startIndex - 1]) }
      let texts = run.compactMap(\.text)
      if !texts.isEmpty { joined.append(.text(texts.joined(separator: separator))) }
    }
    return joined
  }

  private static func write(_ calls: [Call], to writer: inout JSONWriter) {
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
