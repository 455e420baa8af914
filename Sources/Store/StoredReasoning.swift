import Conversations
import Wire

/// The pieces of reasoning in front of a call, as a row keeps them: a list of objects.
enum StoredReasoning {
  static func encode(_ pieces: [ReasoningState.Piece]) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginArray()
    for piece in pieces {
      writer.beginObject()
      writer.field("distance", piece.distance)
      switch piece.content {
      case .thinking(let text, let signature):
        writer.field("text", text)
        if let signature { writer.field("signature", signature) }
      case .redacted(let data): writer.field("data", data)
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }

  /// The pieces behind a stored list; nil when the row is damaged.
  static func decode(_ body: [UInt8]) -> [ReasoningState.Piece]? {
    guard let root = try? JSONDocument(parsing: body).root, root.kind == .array else { return nil }
    var pieces: [ReasoningState.Piece] = []
    for value in root.elements {
      guard let piece = ReasoningState.Piece(value) else { return nil }
      pieces.append(piece)
    }
    return pieces
  }
}

extension ReasoningState.Piece {
  fileprivate init?(_ value: JSONValue) {
    guard let distance = value["distance"]?.int, distance >= 0 else { return nil }
    if let text = value["text"]?.string {
      self.init(.thinking(text: text, signature: value["signature"]?.string), distance: distance)
    } else if let data = value["data"]?.string {
      self.init(.redacted(data: data), distance: distance)
    } else {
      return nil
    }
  }
}
