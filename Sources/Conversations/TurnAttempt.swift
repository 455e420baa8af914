/// One target of a turn: tried, or passed over.
public struct TurnAttempt: Sendable, Equatable {
  /// What became of it.
  public enum Outcome: String, Sendable, CaseIterable {
    /// It gave the answer, or the refusal that the client was told.
    case answered
    /// It failed.
    case failed
    /// It was not asked.
    case skipped
  }

  /// The backend's name.
  public var backend: String
  /// The model's id there.
  public var model: String
  /// What became of it.
  public var outcome: Outcome
  /// When it was begun, in nanoseconds after the request had arrived whole.
  public var start: UInt64
  /// When it was over, likewise.
  public var end: UInt64
  /// Why it failed, or why it was not asked.
  public var failure: TurnFailure?

  /// An attempt.
  public init(
    backend: String, model: String, outcome: Outcome, start: UInt64, end: UInt64, failure: TurnFailure? = nil
  ) {
    self.backend = backend
    self.model = model
    self.outcome = outcome
    self.start = start
    self.end = end
    self.failure = failure
  }
}

/// How a turn's targets were chosen.
public struct TurnRouting: Sendable, Equatable {
  /// The tier; nil where the client named the target.
  public var tier: String?
  /// How hard the task was thought to be, in a word; empty where nobody judged it.
  public var complexity: String
  /// What spoke for that, in words for the operator.
  public var evidence: [String]
  /// Whether nothing was to leave this machine and its network.
  public var isLocalOnly: Bool
  /// The name of the gateway's token that the client presented; nil for none and for the one of the configuration.
  public var token: String?

  /// A routing.
  public init(
    tier: String? = nil, complexity: String = "", evidence: [String] = [], isLocalOnly: Bool = false,
    token: String? = nil
  ) {
    self.tier = tier
    self.complexity = complexity
    self.evidence = evidence
    self.isLocalOnly = isLocalOnly
    self.token = token
  }
}
