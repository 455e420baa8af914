/// Counts tokens as a rule says, exactly or as an estimate; one at a time, so each thread has its own.
public struct TokenCounter: ~Copyable, Sendable {
  /// The rule it counts by.
  public let rule: TokenizerRule
  private var counter: BytePairCounter?

  /// A counter by this rule.
  ///
  /// - Parameter open: gives the vocabulary that the rule names; not called when it names none.
  /// - Throws: what `open` throws.
  public init(
    _ rule: TokenizerRule, open: (VocabularyName) throws(VocabularyError) -> Vocabulary
  ) throws(VocabularyError) {
    self.rule = rule
    if let name = rule.vocabulary {
      counter = BytePairCounter(try open(name))
    } else {
      counter = nil
    }
  }

  /// A counter that estimates by the number of bytes.
  public init() {
    rule = .bytes
    counter = nil
  }

  /// The tokens of UTF-8 text. Estimates are rounded up.
  public mutating func count(_ text: UnsafeRawBufferPointer, as kind: ContentKind) -> Int {
    guard let counted = counter?.count(text) else { return ByteEstimate.tokens(in: text, as: kind) }
    guard let factors = rule.factors else { return counted }
    return Int((Double(counted) * factors[kind]).rounded(.up))
  }

  /// The tokens of UTF-8 text.
  public mutating func count(_ text: [UInt8], as kind: ContentKind) -> Int {
    text.withUnsafeBytes { count($0, as: kind) }
  }

  /// The tokens of a text; native strings are read where they lie.
  public mutating func count(_ text: String, as kind: ContentKind) -> Int {
    var text = text
    return text.withUTF8 { count(UnsafeRawBufferPointer($0), as: kind) }
  }
}
