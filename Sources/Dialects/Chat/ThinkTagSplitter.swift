/// Tells reasoning from answer where a model writes its reasoning into the text, between `<think>` and `</think>`.
///
/// Only an answer that begins with the tag has reasoning; further on the tag is text like any other. Tags may be cut
/// anywhere. Reasoning that is never closed is reasoning to the end.
struct ThinkTagSplitter {
  /// What a piece of the text is.
  enum Kind {
    case thinking, text
  }

  /// A piece of the text.
  struct Piece: Equatable {
    let kind: Kind
    let bytes: [UInt8]
  }

  private enum Place {
    case beginning, inside, outside
  }

  private static let opening = Array("<think>".utf8)
  private static let closing = Array("</think>".utf8)
  /// White space, in bytes, after which no tag is expected any more.
  private static let mostSpace = 256

  private var place = Place.beginning
  /// Bytes that may turn out to be a tag.
  private var held: [UInt8] = []

  /// Takes the next bytes and gives those whose kind is known.
  mutating func feed(_ bytes: [UInt8]) -> [Piece] {
    if place == .outside { return bytes.isEmpty ? [] : [Piece(kind: .text, bytes: bytes)] }
    held.append(contentsOf: bytes)
    if place == .beginning { decide() }
    return switch place {
    case .beginning: []
    case .inside: releaseReasoning()
    case .outside: release(held.count, as: .text)
    }
  }

  /// Gives what is held back at the end of the text.
  mutating func finish() -> [Piece] {
    release(held.count, as: place == .inside ? .thinking : .text)
  }

  private mutating func decide() {
    let text = held.drop(while: ASCII.isSpace)
    if text.starts(with: Self.opening) {
      held.removeFirst(text.startIndex + Self.opening.count)
      place = .inside
    } else if !Self.opening.starts(with: text) || held.count > Self.mostSpace {
      place = .outside
    }
  }

  /// Passes on what cannot be the beginning of the closing tag.
  private mutating func releaseReasoning() -> [Piece] {
    var start = held.startIndex
    while let bracket = held[start...].firstIndex(of: UInt8(ascii: "<")) {
      let rest = held[bracket...]
      if rest.starts(with: Self.closing) {
        let reasoning = release(bracket, as: .thinking)
        held.removeFirst(Self.closing.count)
        place = .outside
        return reasoning + release(held.count, as: .text)
      }
      if Self.closing.starts(with: rest) { return release(bracket, as: .thinking) }
      start = bracket + 1
    }
    return release(held.count, as: .thinking)
  }

  private mutating func release(_ count: Int, as kind: Kind) -> [Piece] {
    guard count > 0 else { return [] }
    let bytes = Array(held[..<count])
    held.removeFirst(count)
    return [Piece(kind: kind, bytes: bytes)]
  }
}
