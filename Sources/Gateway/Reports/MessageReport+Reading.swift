import Conversations
import Dialects
import Store
import Wire

extension MessageReport {
  /// A stored message, read as a client of its dialect wrote it.
  init(_ message: StoredMessage, dialect: String) {
    self.init(
      role: message.role, hash: message.fingerprint.description, turn: message.turn, body: message.body,
      parts: Self.parts(of: message.body, dialect: dialect))
  }

  /// A message's parts, as a person reads them.
  static func parts(of body: [UInt8], dialect: String) -> [Part] {
    partsByPlace(of: body, dialect: dialect).flatMap { $0 }
  }

  /// What a person reads of each part of a message. What cannot be read is one part and shown as it is: an operator who
  /// looks wants to see what is there.
  static func partsByPlace(of body: [UInt8], dialect: String) -> [[Part]] {
    guard let dialect = DialectName(rawValue: dialect).flatMap({ ClientDialects()[$0] }),
      let message = try? JSONDocument(parsing: body).root,
      let parts = try? dialect.parts(of: message, at: "message")
    else { return [[.text(String(decoding: body, as: UTF8.self))]] }
    return parts.map(Part.parts)
  }
}

extension MessageReport.Part {
  fileprivate static func parts(of part: ContentPart) -> [Self] {
    switch part {
    case .text(let text): [.text(text)]
    case .thinking(let text, _): [.thinking(text)]
    case .redactedThinking: [.note("redacted thinking")]
    case .toolCall(let call): [.toolCall(name: call.name, input: String(decoding: call.input, as: UTF8.self))]
    case .toolResult(let result): [.toolResult(text(of: result.parts), isError: result.isError)]
    case .image(let media): [.note("image\(media.facts)")]
    case .document(let document): parts(of: document)
    case .toolReference(let name): [.note("tool \(name)")]
    case .other(let type, _): [.note(type)]
    }
  }

  private static func parts(of document: Document) -> [Self] {
    let title = "document" + (document.title.map { " '\($0)'" } ?? "")
    switch document.body {
    case .text(let text): return [.note(title), .text(text)]
    case .parts(let inner): return [.note(title)] + inner.flatMap(parts)
    case .media(let media): return [.note(title + media.facts)]
    }
  }

  /// The parts of a tool's result as one text.
  private static func text(of parts: [ContentPart]) -> String {
    parts.flatMap(Self.parts).map { part in
      switch part {
      case .text(let text), .thinking(let text), .toolResult(let text, _): text
      case .toolCall(let name, let input): "\(name) \(input)"
      case .note(let text): "[\(text)]"
      }
    }.joined(separator: "\n")
  }
}

extension Media {
  /// What is known of a picture or file, to follow a word for it.
  fileprivate var facts: String {
    let place =
      switch source {
      // Four signs of Base64 carry three bytes.
      case .base64(let text): "\(text.utf8.count / 4 * 3) bytes"
      case .url(let url): url
      case .file(let id): "file \(id)"
      }
    return [mediaType, place].compactMap { $0 }.map { ", " + $0 }.joined()
  }
}
