/// Why a request can go nowhere; the description tells the client what would help.
public enum RouteError: Error, Equatable, CustomStringConvertible {
  /// No rule found a place for the model.
  case unknownModel(String, localModels: [String])
  /// The backend would need the client's own credentials, and the client brought none.
  case missingCredentials(backend: String)
  /// The client named a target that is not of this machine or its network, and the request must not leave them.
  case notLocal(target: String)
  /// None of the policy's rules takes the request.
  case noRule(policy: String)
  /// The tier that a rule has picked has no target for the request.
  case emptyTier(EmptyTier)

  /// A tier of which no target can be used.
  public struct EmptyTier: Sendable, Equatable {
    /// The policy.
    public var policy: String
    /// The tier.
    public var tier: String
    /// The rule that picked it, in words.
    public var rule: String
    /// Where the rule stands; nil for one that stands in no file.
    public var place: String?
    /// What is in the way of its targets; empty when it has none.
    public var skipped: [SkippedTarget]
  }

  /// What happened and what would help, in one sentence or two.
  public var description: String {
    switch self {
    case .unknownModel(let model, let local):
      """
      model '\(model)' is not known here. Ask for a model of a local server \
      (\(local.isEmpty ? "none is running" : local.joined(separator: ", "))), name it as backend/model, \
      or send your Anthropic key or login to use Anthropic's models.
      """
    case .missingCredentials(let backend):
      """
      backend '\(backend)' uses the client's own credentials and this request brought none besides the \
      gateway's token. Send the gateway's token as x-ctxgw-token and your own key as usual.
      """
    case .notLocal(let target):
      """
      '\(target)' does not run on this machine or its network, and this request is not to leave them \
      (local_only). Ask for a local model.
      """
    case .noRule(let policy):
      "no rule of the policy '\(policy)' takes this request. Let its last rule be one without `if`."
    case .emptyTier(let tier): tier.description
    }
  }
}

extension RouteError.EmptyTier: CustomStringConvertible {
  /// Policy, rule and place, and what is in the way of each target.
  public var description: String {
    let place = place.map { " (\($0))" } ?? ""
    return "policy '\(policy)': the rule '\(rule)'\(place) picks the tier '\(tier)', \(obstacle)"
  }

  private var obstacle: String {
    guard !skipped.isEmpty else { return "which has no targets. Add some to it, or pick another tier there." }
    let reasons = skipped.map { "\($0.target): \($0.reason)" }.joined(separator: "; ")
    return "of which no target can be used: \(reasons). Put that right, or add a target to the tier."
  }
}
