/// How the tokens of a model's family are counted, or estimated where its vocabulary is not at hand.
public enum TokenizerRule: Sendable, Equatable {
  /// The family's own vocabulary: counts are exact.
  case exact(VocabularyName)
  /// Another vocabulary's count times a factor.
  case scaled(VocabularyName, Factors)
  /// By the number of bytes: nothing is known of the family.
  case bytes

  /// How many tokens of the family one of the vocabulary comes to, by sort of text.
  public struct Factors: Sendable, Equatable {
    /// For what people and models write.
    public var prose: Double
    /// For programs and output.
    public var code: Double
    /// For JSON.
    public var json: Double

    /// Factors, each above 0.
    public init(prose: Double, code: Double, json: Double) {
      self.prose = prose
      self.code = code
      self.json = json
    }

    /// The factor for a sort of text.
    public subscript(_ kind: ContentKind) -> Double {
      switch kind {
      case .prose: prose
      case .code: code
      case .json: json
      }
    }
  }

  /// The vocabulary that is counted with; nil when none is.
  public var vocabulary: VocabularyName? {
    switch self {
    case .exact(let name), .scaled(let name, _): name
    case .bytes: nil
    }
  }

  /// What the vocabulary's counts are multiplied with; nil when they are not.
  public var factors: Factors? {
    if case .scaled(_, let factors) = self { factors } else { nil }
  }

  /// Whether counts of text are what the model's own tokenizer gives.
  public var isExact: Bool {
    if case .exact = self { true } else { false }
  }
}
