/// Counts the tokens of UTF-8 exactly as a family's own tokenizer does; one at a time, so each thread has its own.
///
/// Special tokens that text spells out are counted as the text they are. Text is not normalised. Bytes that are not
/// UTF-8 are counted too, as some tokens or other. Takes time in proportion to the text, times the logarithm of its
/// longest word.
public struct BytePairCounter: ~Copyable, @unchecked Sendable {
  // Sendable: all memory it points to is its own, and it cannot be copied; the vocabulary never changes.

  /// A word that is longer, in bytes, is counted in parts of this length, so that memory has a bound: about 30 MB for
  /// parts of 1 MB. Each cut may add a token.
  private let longestPiece: Int

  private let vocabulary: Vocabulary
  private let classes = ScalarClasses()
  private let cache = PieceCache()
  private let merge = ShortMerge()

  /// What merging long pieces took so far, in look-ups and moves; the tests hold it to a bound.
  private(set) var longMergeSteps = 0

  /// A counter by this vocabulary; holds about 300 KB.
  public init(_ vocabulary: Vocabulary) { self.init(vocabulary, longestPiece: 1 << 20) }

  init(_ vocabulary: Vocabulary, longestPiece: Int) {
    self.vocabulary = vocabulary
    self.longestPiece = longestPiece
  }

  /// How many tokens these bytes are.
  public mutating func count(_ text: UnsafeRawBufferPointer) -> Int {
    guard let base = text.baseAddress, text.count > 0 else { return 0 }
    return base.withMemoryRebound(to: UInt8.self, capacity: text.count) { start in
      let text = ScalarText(start, text.count, classes)
      return switch vocabulary.name {
      case .cl100k: count(text, by: CL100kPieces.self)
      case .o200k: count(text, by: O200kPieces.self)
      case .qwen2: count(text, by: Qwen2Pieces.self)
      case .tekken: count(text, by: TekkenPieces.self)
      }
    }
  }

  @inline(__always)
  private mutating func count<Rule: PieceRule>(_ text: ScalarText, by rule: Rule.Type) -> Int {
    var (start, tokens) = (0, 0)
    while start < text.count {
      let end = rule.end(from: start, in: text)
      tokens &+= count(text.base + start, end &- start)
      start = end
    }
    return tokens
  }

  /// The tokens of one piece.
  @inline(__always)
  private mutating func count(_ piece: UnsafePointer<UInt8>, _ length: Int) -> Int {
    // Every single byte is a token.
    if length == 1 { return 1 }
    guard length <= PieceCache.longestPiece else { return countLong(piece, length) }
    let hash = TokenHash.hash(piece, length)
    if vocabulary.rank(piece, length, hash: hash) != Vocabulary.none { return 1 }
    return cache.tokens(hash) { merge.count(piece, length, in: vocabulary) }
  }

  @inline(never)
  private mutating func countLong(_ piece: UnsafePointer<UInt8>, _ length: Int) -> Int {
    if vocabulary.rank(piece, length) != Vocabulary.none { return 1 }
    if length <= ShortMerge.longestPiece { return merge.count(piece, length, in: vocabulary) }
    var tokens = 0
    for start in stride(from: 0, to: length, by: longestPiece) {
      var part = LongMerge(piece + start, min(longestPiece, length - start), in: vocabulary)
      tokens += part.count()
      longMergeSteps += part.steps
    }
    return tokens
  }
}
