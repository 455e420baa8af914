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

  /// What a call came to, which is never nothing: some templates fail on that.
  mutating func resultPieces(of result: ToolResult?, of callID: String) -> [ChatMessage.Piece] {
    guard let result else {
      plain.notes.append("the result of \(callID) is missing; the model was told so")
      return [.text(PlainParts.interrupted)]
    }
    let output = result.parts.flatMap { pieces(of: $0) }
    return output.isEmpty ? [.text(PlainParts.silence)] : output
  }
}

extension ChatMessage.Result {
  /// Takes the pictures out, for a message of their own.
  mutating func takePictures() -> [ChatMessage.Piece] {
    let pictures = pieces.filter(\.isImage)
    pieces = pieces.map { $0.isImage ? .text("[image: see next message]") : $0 }
    return pictures
  }
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
