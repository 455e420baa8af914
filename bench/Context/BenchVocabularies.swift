import Tokens

/// What counts: one vocabulary judges, another plans.
struct BenchVocabularies: Sendable {
  /// How the planner counts.
  enum PlannersCount: String, Sendable {
    /// By the vocabulary of another family.
    case cl100k
    /// By bytes alone.
    case bytes
  }

  /// The vocabulary that judges; no policy under test counts with it.
  let judge: Vocabulary
  private let planners: Vocabulary
  private let plannersCount: PlannersCount

  /// Opens both in a directory.
  init(in directory: String, planning plannersCount: PlannersCount) throws(VocabularyError) {
    judge = try Vocabulary(opening: "\(directory)/\(VocabularyName.o200k.fileName)", as: .o200k)
    planners = try Vocabulary(opening: "\(directory)/\(VocabularyName.cl100k.fileName)", as: .cl100k)
    self.plannersCount = plannersCount
  }

  /// A counter for a planner, with the template in which prompts are read here.
  func plannersCounter() throws(VocabularyError) -> PromptCounter {
    let rule: TokenizerRule = plannersCount == .cl100k ? .exact(.cl100k) : .bytes
    let planners = planners
    let counter = try TokenCounter(rule) { _ throws(VocabularyError) in planners }
    return PromptCounter(
      counter, template: ChatTemplate(fixed: 4, message: 5, toolPreamble: 4, tool: 12), images: .unknown)
  }
}

extension BytePairCounter {
  /// The tokens of a text.
  mutating func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { count(UnsafeRawBufferPointer($0)) }
  }
}
