/// A tier that the client asks for, by header field or tag, says how hard it thinks the task is: +3 for a word such as
/// `primary`, −3 for one such as `background`, nothing for a word that says neither.
///
/// Mostly a rule of the policy has sent such a request on its way already. The weight counts where the policy has no tier
/// of that name; it outweighs one rule, not all.
enum TierHintRule: ComplexityRule {
  static let name = "tier-hint"

  private static let strong: Set<String> = [
    "primary", "strong", "large", "best", "high", "smart", "complex", "hard", "main", "opus",
  ]
  private static let weak: Set<String> = [
    "background", "fast", "small", "cheap", "low", "light", "trivial", "simple", "easy", "haiku",
  ]

  static func weigh(_ facts: RequestFacts, _ settings: ClassifierSettings) -> (weight: Int, finding: String)?
  {
    guard let tier = facts.hints.tier?.lowercased() else { return nil }
    if strong.contains(tier) { return (3, "the client asks for \(tier)") }
    return weak.contains(tier) ? (-3, "the client asks for \(tier)") : nil
  }
}
