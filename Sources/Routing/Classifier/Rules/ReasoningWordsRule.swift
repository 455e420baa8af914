/// Words that ask for thought in the newest message of a person, such as `why`, `design`, `refactor`, `debug`: +1 for one,
/// +2 for two, +3 for more.
///
/// People say when they want something thought through. One such word may be chance.
enum ReasoningWordsRule: ComplexityRule {
  static let name = "reasoning-words"

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let words = facts.marks.reasoningWords
    guard !words.isEmpty else { return nil }
    return (min(words.count, 3), "words that ask for thought: \(words.prefix(4).joined(separator: ", "))")
  }
}
