/// Tekken: cased words as in `o200k_base`, but no contractions, and each digit by itself:
/// `\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
enum TekkenPieces: PieceRule {
  @inline(__always)
  static func end(from start: Int, in text: ScalarText) -> Int {
    text.casedWord(from: start) ?? text.digits(from: start, most: 1)
      ?? text.symbols(from: start, takingSlashes: true) ?? text.whitespace(from: start, wholeAtEnd: false)
  }
}
