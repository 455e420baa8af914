import ContextEngine
import ContextReplay
import Tokens
import Wire

/// What the bench reads of the project's data: one vocabulary to judge by, another to plan by, descriptions of tools.
struct BenchData: Sendable {
  /// How the planner counts.
  enum PlannersCount: String, Sendable {
    /// By the vocabulary of another family.
    case cl100k
    /// By bytes alone.
    case bytes
  }

  /// The vocabulary that judges; no policy under test counts with it.
  let judge: Vocabulary
  /// Short descriptions of known tools, as the gateway has them.
  let toolTexts: ToolTexts
  private let planners: Vocabulary
  private let plannersCount: PlannersCount

  /// Reads a data directory.
  init(in directory: String, planning plannersCount: PlannersCount) throws {
    judge = try Self.vocabulary(.o200k, in: directory)
    planners = try Self.vocabulary(.cl100k, in: directory)
    toolTexts = try ToolTexts(JSONDocument(parsing: Files.bytes(of: "\(directory)/tools.json")).root)
    self.plannersCount = plannersCount
  }

  private static func vocabulary(
    _ name: VocabularyName, in directory: String
  ) throws(VocabularyError) -> Vocabulary {
    try Vocabulary(opening: "\(directory)/vocabularies/\(name.fileName)", as: name)
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
