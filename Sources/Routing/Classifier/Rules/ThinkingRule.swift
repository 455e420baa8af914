import Conversations

/// Much thought is asked for by the fields of the API, an effort from `high` on or a budget of at least 16,000 tokens: +1.
///
/// It weighs little: coding agents ask for as much with every request, whatever it is about.
enum ThinkingRule: ComplexityRule {
  static let name = "thinking"

  /// A budget from here on is large, in tokens.
  private static let largeBudget = 16_000
  private static let highEfforts: Set<String> = ["high", "xhigh", "max"]

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    if case .off? = facts.thinking { return nil }
    if let effort = facts.effort, highEfforts.contains(effort) { return (1, "an effort of \(effort)") }
    guard case .budget(tokens: let tokens)? = facts.thinking, tokens >= largeBudget else { return nil }
    return (1, "\(tokens) tokens to think")
  }
}
