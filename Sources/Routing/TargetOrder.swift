import Conversations

/// The order in which the targets of a tier are tried.
struct TargetOrder {
  /// The length of a usual answer, in tokens: an agent's step, a tool call with a few sentences. What a request will
  /// cost or take can only be told for some length, and `max_tokens` is nowhere near it.
  private static let usualAnswer = 500.0

  /// What the tier asks for.
  let order: Tier.Order
  /// The request.
  let query: RouteQuery

  /// The targets in their order: by what the tier asks for, and those that are near a vendor's limit behind the others.
  /// What something holds keeps its place: it is passed over in its turn, and the turn tells so.
  ///
  /// - Parameter condition: how a target does at this moment.
  func ordered(_ targets: [Target], condition: (Target) -> TargetCondition) -> [Target] {
    // Most requests have one target, and how it does costs a look at everything that is known of it.
    guard targets.count > 1 else { return targets }
    let known = targets.map { (target: $0, condition: condition($0)) }
    return known.enumerated().sorted { left, right in
      let (first, second) = (
        rank(of: left.element.target, left.element.condition),
        rank(of: right.element.target, right.element.condition)
      )
      return first == second ? left.offset < right.offset : first < second
    }.map(\.element.target)
  }

  private func rank(of target: Target, _ condition: TargetCondition) -> (Int, Double) {
    let health = condition.isLow ? 1 : 0
    return switch order {
    case .listed: (health, 0)
    case .cheapest: (health, cost(of: target, condition.price))
    case .fastest: (health, duration(condition))
    }
  }

  /// What the request costs, in millionths of a dollar. What runs here costs nothing; whose price nobody knows is last.
  private func cost(of target: Target, _ price: ModelPrice?) -> Double {
    if target.isLocal { return 0 }
    guard let price else { return .infinity }
    return Double(query.facts.promptTokens) * price.input + Self.usualAnswer * price.output
  }

  /// How long a usual answer takes, in milliseconds. What was never measured is tried first: otherwise it never would be.
  private func duration(_ condition: TargetCondition) -> Double {
    guard let first = condition.firstEventMilliseconds, let rate = condition.tokensPerSecond, rate > 0 else {
      return 0
    }
    return first + Self.usualAnswer / rate * 1000
  }
}
