import Conversations

/// Decides by a policy where requests go.
///
/// In this order: what the policy's `map` says of the model's name; a target that the client names itself; the first rule
/// that applies. The tier that comes of it is then corrected by what no rule may undo (a session stays where it is, a
/// safety check is for the strongest), and its targets are put in order.
public struct Router: Sendable {
  /// The policy.
  public let policy: Policy

  /// A router by a policy.
  public init(_ policy: Policy) { self.policy = policy }

  /// Where a request goes.
  ///
  /// - Parameter condition: how a target does at this moment.
  /// - Throws: `RouteError` when there is no target, with what would help.
  public func route(
    _ query: RouteQuery, condition: (Target) -> TargetCondition = { _ in .unknown }
  ) throws(RouteError) -> RouteDecision {
    if let mapping = policy.map.first(where: { Glob.anyMatches(query.facts.model, [$0.pattern]) }) {
      return try decision(for: mapping, query, condition)
    }
    if policy.takesNamedModels, let named = try NamedModel.decision(for: query, policy) { return named }
    return try decision(for: try choice(for: query), query, condition)
  }

  /// The targets of a tier for what nobody asked for, such as a digest, in order; none where the policy has no such tier.
  public func targets(
    ofTier name: String, _ query: RouteQuery, condition: (Target) -> TargetCondition = { _ in .unknown }
  ) -> [Target] {
    guard let tier = policy.tier(named: name) else { return [] }
    let isLocalOnly = policy.isLocalOnly || query.asksForLocal
    // What the client asked for is not known here.
    let patterns = tier.targets.filter { if case .same = $0.model { false } else { true } }
    let expansion = TierExpansion(
      Tier(name: name, targets: patterns), for: query, isLocalOnly: isLocalOnly)
    return TargetOrder(order: tier.order, query: query).ordered(expansion.targets, condition: condition)
  }

  // MARK: Choosing

  private func choice(for query: RouteQuery) throws(RouteError) -> TierChoice {
    var lacksOnlyTargets = false
    for (index, rule) in policy.rules.enumerated() {
      switch rule.match(query, in: policy) {
      case .applies(let tier):
        return TierChoice(rule, index, tier: tier, for: query, in: policy)
      case .lacksTargets: lacksOnlyTargets = true
      case .differs: break
      }
    }
    guard lacksOnlyTargets else { throw .noRule(policy: policy.name) }
    throw .unknownModel(query.facts.model, localModels: query.localModels)
  }

  private func decision(
    for mapping: ModelMapping, _ query: RouteQuery, _ condition: (Target) -> TargetCondition
  ) throws(RouteError) -> RouteDecision {
    let rule = "map: \(mapping.pattern) → \(mapping.goal)"
    let isLocalOnly = policy.isLocalOnly || query.asksForLocal
    switch mapping.goal {
    case .tier(let tier):
      let choice = TierChoice(tier: tier, rule: rule, isLocalOnly: isLocalOnly)
      return try decision(for: choice, query, condition)
    case .target(let pattern):
      let tier = Tier(name: mapping.pattern, targets: [pattern])
      let expansion = TierExpansion(tier, for: query, isLocalOnly: isLocalOnly)
      guard !expansion.targets.isEmpty else {
        throw empty(TierChoice(tier: tier.name, rule: rule, isLocalOnly: isLocalOnly), expansion)
      }
      return RouteDecision(
        targets: expansion.targets, rule: rule, isNamed: true, isLocalOnly: isLocalOnly,
        skipped: expansion.skipped)
    }
  }

  private func decision(
    for chosen: TierChoice, _ query: RouteQuery, _ condition: (Target) -> TargetCondition
  ) throws(RouteError) -> RouteDecision {
    let first = expansion(of: chosen, query)
    var (choice, expansion) = (chosen, first)
    for better in [chosen.kept(query, in: policy), strongest(instead: chosen, query)].compactMap({ $0 }) {
      let other = self.expansion(of: better, query)
      if !other.targets.isEmpty { (choice, expansion) = (better, other) }
    }
    guard !expansion.targets.isEmpty else { throw empty(chosen, first) }
    let order = TargetOrder(order: policy.tier(named: choice.tier)?.order ?? .listed, query: query)
    return RouteDecision(
      targets: order.ordered(expansion.targets, condition: condition), tier: choice.tier,
      rule: choice.rule, ruleIndex: choice.ruleIndex, isNamed: false, isLocalOnly: choice.isLocalOnly,
      skipped: expansion.skipped, notes: notes(query))
  }

  /// A safety decision is for the strongest model there is, whatever the rules say: the first tier, or where none of its
  /// targets exists here the next. What is only counted is counted for the same. Nil where it goes there anyway.
  private func strongest(instead choice: TierChoice, _ query: RouteQuery) -> TierChoice? {
    let reason: String
    switch query.classification.kind {
    case .autoModeCheck: reason = "a safety check is for the strongest tier"
    case .count: reason = "counts are those of the strongest tier"
    case .main, .subAgent, .title, .probe, .compaction, .background: return nil
    }
    guard let rank = policy.rank(ofTier: choice.tier) else { return nil }
    let stronger = policy.tiers.prefix(rank).first { tier in
      !TierExpansion(tier, for: query, isLocalOnly: choice.isLocalOnly).targets.isEmpty
    }
    return stronger.map { tier in
      var raised = choice
      (raised.tier, raised.ruleIndex, raised.rule) = (tier.name, nil, "\(reason) (instead of \(choice.rule))")
      return raised
    }
  }

  private func expansion(of choice: TierChoice, _ query: RouteQuery) -> TierExpansion {
    let tier = policy.tier(named: choice.tier) ?? Tier(name: choice.tier, targets: [])
    return TierExpansion(tier, for: query, isLocalOnly: choice.isLocalOnly)
  }

  private func empty(_ choice: TierChoice, _ expansion: TierExpansion) -> RouteError {
    .emptyTier(
      RouteError.EmptyTier(
        policy: policy.name, tier: choice.tier, rule: choice.rule, place: choice.place,
        skipped: expansion.skipped))
  }

  private func notes(_ query: RouteQuery) -> [String] {
    guard let wanted = query.facts.hints.tier, policy.tier(named: wanted) == nil else { return [] }
    return ["the client asks for the tier '\(wanted)', which the policy '\(policy.name)' does not have"]
  }
}

extension RouteQuery {
  /// Whether the client wants the request to stay on this machine and its network, now or since earlier in its session.
  var asksForLocal: Bool { isLocalOnly || facts.hints.isLocalOnly }

  /// The ids of all models of local servers.
  var localModels: [String] { backends.filter(\.isLocal).flatMap(\.models).map(\.id) }
}
