/// `o200k_base`: cased words with a contraction behind, then
/// `\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`
enum O200kPieces: PieceRule {
  @inline(__always)
  static func end(from start: Int, in text: ScalarText) -> Int {
    if let word = text.casedWord(from: start) { return text.contraction(from: word) ?? word }
    return text.digits(from: start, most: 3) ?? text.symbols(from: start, takingSlashes: true)
      ?? text.whitespace(from: start, wholeAtEnd: false)
  }
}
