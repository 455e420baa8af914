/// A step that leaves, for the digest.
struct DigestedStep: Sendable {
  /// What the assistant said.
  var texts: [String]
  /// What it called, and what came back.
  var uses: [(ToolUse, result: String?, isFailure: Bool)]
}

/// One line of the digest for a step that leaves.
enum DigestLine {
  /// The line, without a line feed.
  static func line(for step: DigestedStep, number: Int) -> String {
    let parts = step.uses.map { phrase($0, $1, $2) } + DecisionSentences.picked(from: step.texts)
    return "\(number). " + parts.joined(separator: "; ")
  }

  private static func phrase(_ use: ToolUse, _ result: String?, _ isFailure: Bool) -> String {
    guard isFailure, let result else { return use.summary }
    return "\(use.summary): failed: " + (Failure.firstLine(of: result) ?? result).oneLine(80)
  }
}
