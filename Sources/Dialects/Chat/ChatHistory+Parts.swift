import Conversations
import Wire

/// What becomes of the parts of a message. What a model cannot take is replaced by a note that says what it was.
extension ChatHistory {
  /// A part of what a user says.
  mutating func pieces(of part: ContentPart) -> [ChatMessage.Piece] {
    switch part {
    case .image(let image):
      if let picture = picture(of: image) { return [.image(picture)] }
    case .document(let document):
      if case .parts(let parts) = document.body {
        let title = document.title.map { [ChatMessage.Piece.text("[document: \($0)]")] } ?? []
        return parts.reduce(into: title) { $0 += pieces(of: $1) }
      }
    default: break
    }
    let text = plain.text(of: part)
    return text.isEmpty ? [] : [.text(text)]
  }

  private mutating func picture(of image: Media) -> ChatMessage.Picture? {
    guard traits.acceptsImages else { return nil }
    switch image.source {
    case .base64(let data):
      mediaCount += 1
      mediaBytes += data.utf8.count
      return .data(data, mediaType: image.knownType ?? "image/png")
    case .url(let url):
      guard takesPictureURLs else { return nil }
      mediaCount += 1
      return .url(url)
    case .file: return nil
    }
  }

  // MARK: Results

  /// The text of a result, which is never empty: some templates fail on that. Pictures go to a message of their own,
  /// because a tool's message cannot hold them.
  mutating func text(
    of result: ToolResult?, of callID: String, _ pictures: inout [ChatMessage.Piece]
  ) -> String {
    guard let result else {
      plain.notes.append("the result of \(callID) is missing; the model was told so")
      return Self.errorMark + PlainParts.interrupted
    }
    var texts: [String] = []
    for piece in result.parts.flatMap({ pieces(of: $0) }) {
      switch piece {
      case .text(let text): texts.append(text)
      case .image:
        texts.append("[image: see next message]")
        pictures.append(piece)
      }
    }
    let text = texts.isEmpty ? PlainParts.silence : texts.joined(separator: ChatMessage.separator)
    return result.isError ? Self.errorMark + text : text
  }

  /// What stands before the text of a failed call, for which there is no field.
  private static let errorMark = "[tool error] "
}

extension Media {
  /// The type the client gave, else what the first characters of the Base64 text say.
  var knownType: String? {
    if let mediaType { return mediaType }
    guard case .base64(let data) = source else { return nil }
    let marks = [
      ("/9j/", "image/jpeg"), ("iVBOR", "image/png"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"),
      ("JVBERi", "application/pdf"),
    ]
    return marks.first { data.hasPrefix($0.0) }?.1
  }
}
