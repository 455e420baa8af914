/// `cl100k_base`:
/// `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s`
enum CL100kPieces: PieceRule {
  @inline(__always)
  static func end(from start: Int, in text: ScalarText) -> Int {
    text.contraction(from: start) ?? text.plainWord(from: start) ?? text.digits(from: start, most: 3)
      ?? text.symbols(from: start, takingSlashes: false) ?? text.whitespace(from: start, wholeAtEnd: true)
  }
}
