import Conversations

/// A rule of a policy: when it applies, and the tier it picks.
public struct PolicyRule: Sendable, Equatable {
  /// What a rule picks.
  public enum Choice: Sendable, Equatable {
    /// A tier by its name.
    case tier(String)
    /// `from-header`: the tier that the client asks for. Where there is none of that name, the rule does not apply.
    case fromHeader
  }

  /// What must be true for it to apply; of several all.
  public var conditions: [PolicyCondition]
  /// What it picks.
  public var choice: Choice
  /// Whether what it picks must not leave this machine and its network; nil as the policy says.
  public var isLocalOnly: Bool?
  /// Whether a session stays at the tier it has reached; nil as the policy says of the request's kind.
  public var isSticky: Bool?
  /// Where it stands, such as `policies/hybrid.yaml:12`; nil for one that stands in no file.
  public var place: String?

  /// A rule.
  public init(
    if conditions: [PolicyCondition] = [], _ choice: Choice, isLocalOnly: Bool? = nil,
    isSticky: Bool? = nil, place: String? = nil
  ) {
    self.conditions = conditions
    self.choice = choice
    self.isLocalOnly = isLocalOnly
    self.isSticky = isSticky
    self.place = place
  }

  /// The rule in words, such as `kind: title, probe → background`.
  public var words: String {
    let conditions = conditions.map(\.description).joined(separator: ", ")
    return "\(conditions.isEmpty ? "otherwise" : conditions) → \(choice)"
  }
}

extension PolicyRule.Choice: CustomStringConvertible {
  /// The word for a tier that the client asks for.
  public static let fromHeaderWord = "from-header"

  /// As it is written.
  public var description: String {
    switch self {
    case .tier(let name): name
    case .fromHeader: Self.fromHeaderWord
    }
  }
}
