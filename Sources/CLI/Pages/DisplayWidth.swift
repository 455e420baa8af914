/// How many columns text takes on a terminal, and how it is made to fit.
///
/// East Asian wide and full-width characters (Unicode Standard Annex 11) and emoji take two columns, combining marks and
/// joiners none. Characters of a script this table does not list take one, which is what terminals do.
extension Character {
  /// Columns on a terminal.
  var displayWidth: Int {
    // A cluster with an emoji in it is drawn as one picture, whatever it is composed of.
    if unicodeScalars.contains(where: \.isPicture) { return 2 }
    return unicodeScalars.reduce(0) { $0 + $1.displayWidth }
  }
}

extension Unicode.Scalar {
  /// Drawn as a picture by itself, or made one by the variation selector for emoji.
  fileprivate var isPicture: Bool {
    value == 0xFE0F || (value > 0x2000 && properties.isEmojiPresentation)
  }

  fileprivate var displayWidth: Int {
    if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    // Vowels and finals of a composed Hangul syllable stand inside the block of its first consonant.
    if (0x1160...0x11FF).contains(value) { return 0 }
    return wideRanges.contains { $0.contains(value) } ? 2 : 1
  }
}

private let wideRanges: [ClosedRange<UInt32>] = [
  0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
  0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
  0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
]

extension StringProtocol {
  /// Columns on a terminal.
  var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text followed by blanks up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - displayWidth))
  }

  /// The text after blanks up to a width.
  func padded(fromLeftTo width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - displayWidth)) + self
  }

  /// The text, cut at its end with an ellipsis if it takes more columns than there are.
  func truncated(to width: Int) -> String {
    if displayWidth <= width { return String(self) }
    var used = 1
    let kept = prefix { character in
      used += character.displayWidth
      return used <= width
    }
    return width > 0 ? kept + "…" : ""
  }

  /// The text on one line: runs of blanks and line ends become one space, and control characters, which a terminal
  /// would obey, a replacement sign. What is stored came from elsewhere and must not steer the terminal.
  var onOneLine: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ").withoutControls
  }

  /// The text with its line ends, and a replacement sign for every other control character. Tabs become four blanks,
  /// whose width is known.
  var withoutControls: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": result.append(scalar)
      case "\r": break
      case "\t": result.append(contentsOf: "    ".unicodeScalars)
      case _ where scalar.steersTerminal: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// C0 and C1 controls, and the marks that turn the direction of what follows.
  fileprivate var steersTerminal: Bool {
    properties.generalCategory == .control || (0x202A...0x202E).contains(value)
      || (0x2066...0x2069).contains(value)
  }
}
