import Conversations

/// More than `new_tokens` (500) tokens of text after the last assistant message: +2; more than four times as many: +3.
/// At most 12 tokens, and no tools on offer: −1.
///
/// The common rule of thumb. Who writes a page has thought about it, or has pasted what must be read with care. A few
/// words without tools are a greeting or a question with a short answer; with tools they may mean anything.
enum NewTextRule: ComplexityRule {
  static let name = "new-text"

  /// A line, in tokens.
  private static let line = 12

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    let tokens = facts.newTokens
    if tokens > settings.newTokens {
      return (tokens > 4 * settings.newTokens ? 3 : 2, "about \(tokens) tokens of new text")
    }
    guard facts.isHumanTurn, facts.shape.toolCount == 0, tokens <= line else { return nil }
    return (-1, "a line of text")
  }
}
