extension TurnReport {
  /// How a turn's targets were chosen.
  public struct Routing: Sendable, Equatable {
    /// The tier; nil where the client named the target.
    public var tier: String?
    /// How hard the task was thought to be; nil where nobody judged it.
    public var complexity: String?
    /// What spoke for that, in words.
    public var evidence: [String]
    /// Whether nothing was to leave this machine and its network.
    public var isLocalOnly: Bool
    /// The name of the gateway's token that the client presented; nil for none and for the one of the configuration.
    public var token: String?

    /// A routing.
    public init(
      tier: String? = nil, complexity: String? = nil, evidence: [String] = [], isLocalOnly: Bool = false,
      token: String? = nil
    ) {
      self.tier = tier
      self.complexity = complexity
      self.evidence = evidence
      self.isLocalOnly = isLocalOnly
      self.token = token
    }
  }

  /// One target of a turn: tried, or passed over.
  public struct Hop: Sendable, Equatable {
    /// The target, as `backend/model`.
    public var target: String
    /// What became of it: `answered`, `failed` or `skipped`.
    public var outcome: String
    /// When it was begun, in milliseconds after the request had arrived.
    public var startMilliseconds: Double
    /// When it was over, likewise.
    public var endMilliseconds: Double
    /// Why it failed, or why it was not asked.
    public var failure: Failure?

    /// A hop.
    public init(
      target: String, outcome: String, startMilliseconds: Double, endMilliseconds: Double,
      failure: Failure? = nil
    ) {
      self.target = target
      self.outcome = outcome
      self.startMilliseconds = startMilliseconds
      self.endMilliseconds = endMilliseconds
      self.failure = failure
    }
  }
}
