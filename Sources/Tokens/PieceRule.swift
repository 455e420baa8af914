/// How a tokenizer family cuts text into pieces before it merges pairs: its regular expression, written out.
///
/// Each conformer states its expression. They match Unicode scalars, never grapheme clusters.
protocol PieceRule {
  /// Where the piece that begins at `start`, inside the text, ends; always behind `start`.
  static func end(from start: Int, in text: ScalarText) -> Int
}

/// What the expressions have in common. Each gives where its match from `start` ends, or nil when it has none.
extension ScalarText {
  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`
  @inline(__always)
  func contraction(from start: Int) -> Int? {
    guard start &+ 1 < count, base[start] == UInt8(ascii: "'") else { return nil }
    return contraction(afterApostrophe: start &+ 1)
  }

  private func contraction(afterApostrophe place: Int) -> Int? {
    let rest = count - place
    switch (base[place] | 0x20, rest > 1 ? base[place + 1] | 0x20 : 0) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
      return place + 1
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return place + 2
    default:
      // U+017F, the long s, is an s when case is ignored.
      return rest > 1 && base[place] == 0xc5 && base[place + 1] == 0xbf ? place + 2 : nil
    }
  }

  /// `[^\r\n\p{L}\p{N}]?\p{L}+`
  @inline(__always)
  func plainWord(from start: Int) -> Int? {
    let (first, next) = scalar(at: start)
    if first.isAny(of: [.number, .lineBreak]) { return nil }
    let end = end(of: .letter, from: next)
    return end > next || first.isAny(of: .letter) ? end : nil
  }

  /// `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, else the same with `+` and `*`
  /// changed about.
  @inline(__always)
  func casedWord(from start: Int) -> Int? {
    let (first, next) = scalar(at: start)
    if first.isAny(of: [.number, .lineBreak]) { return nil }
    if first.isAny(of: .letter) { return unprefixedWord(from: start)?.end }
    let word = next < count ? unprefixedWord(from: next) : nil
    // A mark may be the prefix or begin the word; a word with a second part is preferred to one without.
    if first.isAny(of: .tail), word?.hasTail != true { return unprefixedWord(from: start)?.end }
    return word?.end
  }

  @inline(__always)
  private func unprefixedWord(from start: Int) -> (end: Int, hasTail: Bool)? {
    var place = start
    var lastTail = start
    while place < count {
      let (found, end) = scalar(at: place)
      if found.isNone(of: .head) { break }
      place = end
      if found.isAny(of: .tail) { lastTail = end }
    }
    let end = end(of: .tail, from: place)
    if end > place { return (end, true) }
    // The expression backtracks: letters without case at the end of the first part may be the second.
    if lastTail > start { return (lastTail, true) }
    return place > start ? (place, false) : nil
  }

  /// `\p{N}{1,most}`
  @inline(__always)
  func digits(from start: Int, most: Int) -> Int? {
    var place = start
    for _ in 0..<most where place < count {
      let (found, end) = scalar(at: place)
      if found.isNone(of: .number) { break }
      place = end
    }
    return place > start ? place : nil
  }

  /// ` ?[^\s\p{L}\p{N}]+[\r\n]*`, or with `[\r\n/]*` at its end.
  @inline(__always)
  func symbols(from start: Int, takingSlashes: Bool) -> Int? {
    let first = base[start] == UInt8(ascii: " ") ? start &+ 1 : start
    var end = end(ofNone: [.space, .letter, .number], from: first)
    guard end > first else { return nil }
    while end < count, isLineEnd(base[end]) || takingSlashes && base[end] == UInt8(ascii: "/") { end &+= 1 }
    return end
  }

  @inline(__always)
  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break; else, before other text, all but the last scalar.
  ///
  /// - Parameter wholeAtEnd: whether `\s++$` is tried first.
  @inline(__always)
  func whitespace(from start: Int, wholeAtEnd: Bool) -> Int {
    var (place, lastStart, lastBreak) = (start, start, start)
    while place < count {
      let (found, end) = scalar(at: place)
      if found.isNone(of: .space) { break }
      lastStart = place
      if found.isAny(of: .lineBreak) { lastBreak = end }
      place = end
    }
    if place == count, wholeAtEnd { return place }
    if lastBreak > start { return lastBreak }
    return place == count || lastStart == start ? place : lastStart
  }
}
