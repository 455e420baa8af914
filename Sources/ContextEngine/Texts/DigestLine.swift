/// A step that leaves, for the digest.
struct DigestedStep: Sendable {
  /// What the assistant said.
  var texts: [String]
  /// What it called, and what came back.
  var uses: [(ToolUse, result: String?, isFailure: Bool)]
}

/// One line of the digest for a step that leaves.
enum DigestLine {
  /// The most characters of an error.
  private static let longestError = 80

  /// The line, without a line feed.
  static func line(for step: DigestedStep, number: Int) -> String {
    let parts = step.uses.map { phrase($0, $1, $2) } + DecisionSentences.picked(from: step.texts)
    return "\(number). " + parts.joined(separator: "; ")
  }

  private static func phrase(_ use: ToolUse, _ result: String?, _ isFailure: Bool) -> String {
    guard isFailure else { return use.summary }
    return "\(use.summary) -> \(outcome(of: result ?? ""))"
  }

  /// How a call went that failed: `exit 1: store_test.go:88: want 3 got 2`.
  static func outcome(of result: String) -> String {
    if let words = Rejection.words(in: result) { return "rejected by the user: \(words.oneLine(160))" }
    let status = Failure.exitStatus(in: result).map { "exit \($0)" } ?? "error"
    let line = Failure.reason(in: result).clipped(to: longestError)
    return line.isEmpty ? status : "\(status): \(line)"
  }
}
