import Conversations

/// Whether a rule applies to a request.
enum RuleMatch: Equatable {
  /// It does, and picks this tier.
  case applies(tier: String)
  /// It would, but there is nothing to be used of the tiers it asks for.
  case lacksTargets
  /// It does not.
  case differs
}

extension PolicyRule {
  /// Whether it applies to a request.
  func match(_ query: RouteQuery, in policy: Policy) -> RuleMatch {
    guard let tier = tier(for: query, in: policy) else { return .differs }
    let failed = conditions.filter { !$0.holds(of: query, for: self, in: policy) }
    if failed.isEmpty { return .applies(tier: tier) }
    return failed.allSatisfy(\.isAboutTargets) ? .lacksTargets : .differs
  }

  private func tier(for query: RouteQuery, in policy: Policy) -> String? {
    switch choice {
    case .tier(let name): name
    case .fromHeader: query.facts.hints.tier.flatMap { policy.tier(named: $0)?.name }
    }
  }
}

extension PolicyCondition {
  /// Whether it is about what there is to be used rather than about the request.
  fileprivate var isAboutTargets: Bool { if case .available = self { true } else { false } }

  /// Whether it holds.
  fileprivate func holds(of query: RouteQuery, for rule: PolicyRule, in policy: Policy) -> Bool {
    let (facts, classification) = (query.facts, query.classification)
    return switch self {
    case .header: facts.hints.tier.flatMap(policy.tier(named:)) != nil
    case .kind(let kinds): kinds.contains(classification.kind)
    case .complexity(let grades): grades.contains(classification.complexity)
    case .client(let globs): facts.client.program.map { Glob.anyMatches($0, globs) } ?? false
    case .model(let globs): Glob.anyMatches(facts.model, globs)
    case .tools(let wanted): (facts.shape.toolCount > 0) == wanted
    case .newTokensOver(let limit): facts.newTokens > limit
    case .toolCallsOver(let limit): facts.toolCalls > limit
    case .promptTokensOver(let limit): facts.promptTokens > limit
    case .images(let wanted): (facts.images > 0) == wanted
    case .time(let time): time.contains(minute: query.minuteOfDay)
    case .available(let name): isAvailable(name, to: query, for: rule, in: policy)
    }
  }

  private func isAvailable(
    _ name: String, to query: RouteQuery, for rule: PolicyRule, in policy: Policy
  ) -> Bool {
    guard let tier = policy.tier(named: name) else { return false }
    let isLocalOnly = (rule.isLocalOnly ?? policy.isLocalOnly) || query.asksForLocal
    return !TierExpansion(tier, for: query, isLocalOnly: isLocalOnly).targets.isEmpty
  }
}
