/// Models of a vendor's smallest class, which clients use for errands.
enum SmallModel {
  /// The words by which vendors call them: Claude Haiku, GPT mini and nano, Gemini and GLM Flash.
  private static let words: Set<String> = ["haiku", "mini", "nano", "flash"]

  /// Whether an id is one of them: it has one of the words between its dashes, dots and slashes (`gpt-5-mini`, but
  /// neither `gemini-3-pro` nor `minimax-m2`), or is among the operator's.
  static func isOne(_ id: String, or others: [String]) -> Bool {
    let pieces = id.lowercased().split { !$0.isLetter && !$0.isNumber }
    return pieces.contains { words.contains(String($0)) } || Glob.anyMatches(id, others)
  }
}
