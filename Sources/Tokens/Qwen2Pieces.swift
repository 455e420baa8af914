/// Qwen 2 and 3, without the normalisation to NFC that comes before:
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
enum Qwen2Pieces: PieceRule {
  @inline(__always)
  static func end(from start: Int, in text: ScalarText) -> Int {
    text.contraction(from: start) ?? text.plainWord(from: start) ?? text.digits(from: start, most: 1)
      ?? text.symbols(from: start, takingSlashes: false) ?? text.whitespace(from: start, wholeAtEnd: false)
  }
}
