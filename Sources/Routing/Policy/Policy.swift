import Conversations

/// What an operator wants done with requests: tiers of targets, and the rules that pick one.
public struct Policy: Sendable, Equatable {
  /// What it is called.
  public var name: String
  /// The tiers, the strongest first.
  public var tiers: [Tier]
  /// The rules in their order; the first that applies picks the tier.
  public var rules: [PolicyRule]
  /// What a client's model names stand for, in order; the first that matches counts, before any rule.
  public var map: [ModelMapping]
  /// Whether a model that the client names as `backend/model`, or by a local model's id or alias, is taken at its word.
  public var takesNamedModels: Bool
  /// The kinds of requests for which a session stays at the tier it has reached: raised at once, lowered only at a
  /// message of a person's when the cache is cold.
  public var stickyKinds: Set<RequestKind>
  /// Whether nothing may leave this machine and its network.
  public var isLocalOnly: Bool
  /// The kinds of requests that are answered here, without a model, where that is possible.
  public var answeredHere: Set<RequestKind>
  /// Where the classifier draws its lines.
  public var classifier: ClassifierSettings

  /// A policy.
  public init(
    name: String, tiers: [Tier], rules: [PolicyRule], map: [ModelMapping] = [], takesNamedModels: Bool = true,
    stickyKinds: Set<RequestKind> = [.main], isLocalOnly: Bool = false, answeredHere: Set<RequestKind> = [],
    classifier: ClassifierSettings = ClassifierSettings()
  ) {
    self.name = name
    self.tiers = tiers
    self.rules = rules
    self.map = map
    self.takesNamedModels = takesNamedModels
    self.stickyKinds = stickyKinds
    self.isLocalOnly = isLocalOnly
    self.answeredHere = answeredHere
    self.classifier = classifier
  }

  /// The tier of this name; nil when there is none.
  public func tier(named name: String) -> Tier? { tiers.first { $0.name == name } }

  /// How strong the tier of this name is: 0 is the strongest; nil when there is none.
  func rank(ofTier name: String) -> Int? { tiers.firstIndex { $0.name == name } }
}
