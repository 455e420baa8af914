import Conversations

/// Where a request goes, and why: the targets to try one after the other.
public struct RouteDecision: Sendable, Equatable {
  /// The targets in the order in which they are tried; at least one.
  public var targets: [Target]
  /// The tier they are of; nil where the client named the target.
  public var tier: String?
  /// The rule that chose, in words for the operator.
  public var rule: String
  /// Which of the policy's rules that was, from 0; nil for none of them.
  public var ruleIndex: Int?
  /// Whether the client named this target; otherwise it stands in for a name that nobody knows.
  public var isNamed: Bool
  /// Whether nothing may leave this machine and its network.
  public var isLocalOnly: Bool
  /// Targets of the tier that are not tried.
  public var skipped: [SkippedTarget]
  /// What else there is to say, in words for the operator, such as that the client asks for a tier that there is not.
  public var notes: [String]

  /// A decision.
  public init(
    targets: [Target], tier: String? = nil, rule: String, ruleIndex: Int? = nil, isNamed: Bool,
    isLocalOnly: Bool = false, skipped: [SkippedTarget] = [], notes: [String] = []
  ) {
    self.targets = targets
    self.tier = tier
    self.rule = rule
    self.ruleIndex = ruleIndex
    self.isNamed = isNamed
    self.isLocalOnly = isLocalOnly
    self.skipped = skipped
    self.notes = notes
  }
}
