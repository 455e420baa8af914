/// What a page is drawn on: how wide it is, and whether it has colours.
struct Canvas: Sendable, Equatable {
  /// Columns; nil when nothing is to be cut, because a program reads along.
  var width: Int?
  /// Whether colours are shown.
  var hasColours: Bool

  /// What a file or a pipe is: endless and without colours.
  static let plain = Canvas(width: nil, hasColours: false)

  /// A line of pieces in styles, cut where the canvas ends.
  func line(_ pieces: (text: String, style: Style)...) -> String { line(pieces) }

  /// A line of pieces in styles, cut where the canvas ends.
  func line(_ pieces: [(text: String, style: Style)]) -> String {
    guard let width, pieces.reduce(0, { $0 + $1.text.displayWidth }) > width else {
      return pieces.map(styled).joined()
    }
    var room = width
    var line = ""
    for piece in pieces where room > 0 {
      // A piece that just fits is still cut when another follows, or the ellipsis would be lost.
      let cut = piece.text.displayWidth < room ? piece.text : (piece.text + "…").truncated(to: room)
      line += styled((cut, piece.style))
      room -= cut.displayWidth
    }
    return line
  }

  /// Text on as many lines as it takes, all but the first further in: the end of a sentence says what to do.
  func paragraph(_ text: String, _ style: Style, indent: Int) -> [String] {
    let blanks = String(repeating: " ", count: indent)
    let line = text.onOneLine
    let pieces = width.map { line.wrapped(to: max(1, $0 - indent - 2)) } ?? [line]
    return pieces.enumerated().map { number, piece in
      self.line((blanks + (number == 0 ? "" : "  ") + piece, style))
    }
  }

  private func styled(_ piece: (text: String, style: Style)) -> String {
    guard hasColours, piece.style != .plain, !piece.text.isEmpty else { return piece.text }
    return "\u{1B}[\(piece.style.rawValue)m\(piece.text)\u{1B}[0m"
  }
}

/// How a piece of text stands out; the raw value is the parameter of the terminal's SGR sequence.
enum Style: String, Sendable {
  case plain = "0"
  case bold = "1"
  case dim = "2"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case cyan = "36"
  case alarm = "1;31"
}
