import Conversations

/// A tier that was chosen for a request, and why.
struct TierChoice: Sendable {
  /// How long vendors and servers keep what they have computed of a prompt, in seconds: Anthropic's cache lives for five
  /// minutes after its last use.
  static let cacheSeconds = 300

  /// The tier.
  var tier: String
  /// What chose it, in words.
  var rule: String
  /// Where that stands; nil for what stands in no file.
  var place: String?
  /// Which of the policy's rules it was.
  var ruleIndex: Int?
  /// Whether nothing may leave this machine and its network.
  var isLocalOnly: Bool
  /// Whether the session stays at the tier it has reached.
  var isSticky = false
}

extension TierChoice {
  /// The choice of a rule. What a client asks for by name is its own to change.
  init(_ rule: PolicyRule, _ index: Int, tier: String, for query: RouteQuery, in policy: Policy) {
    self.init(
      tier: tier, rule: rule.words, place: rule.place, ruleIndex: index,
      isLocalOnly: (rule.isLocalOnly ?? policy.isLocalOnly) || query.asksForLocal)
    if case .fromHeader = rule.choice { return }
    isSticky = rule.isSticky ?? policy.stickyKinds.contains(query.classification.kind)
  }

  /// The choice of the stronger tier at which the session has been, where it is to stay there; nil where it may change. It
  /// is raised at once; it is lowered only at a message of a person's, when the other model's cache is cold, so that
  /// nothing computed is thrown away and no work in progress changes hands.
  func kept(_ query: RouteQuery, in policy: Policy) -> TierChoice? {
    guard isSticky, let earlier = query.earlier, let reached = policy.rank(ofTier: earlier.tier),
      let rank = policy.rank(ofTier: tier), reached < rank,
      !query.facts.isHumanTurn || earlier.secondsAgo < Self.cacheSeconds
    else { return nil }
    var kept = self
    kept.tier = earlier.tier
    kept.rule = "the session stays at \(earlier.tier) (instead of \(rule))"
    return kept
  }
}
