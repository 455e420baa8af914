/// How a backend does, for an operator. Times are in milliseconds since 1970.
public struct BackendHealth: Sendable, Equatable {
  /// Whether a backend is there.
  public enum Presence: Sendable, Equatable {
    /// As far as anybody knows.
    case ready
    /// It is a local server that is loading since then.
    case loading(since: Int64)
    /// It is a local server that has not been there since then.
    case unreachable(since: Int64)
  }

  /// The backend's name.
  public var name: String
  /// Whether it is there.
  public var presence: Presence
  /// How many requests it is working on.
  public var inFlight: Int
  /// How many it is sent at a time; nil for as many as there are.
  public var places: Int?
  /// How many wait for their turn.
  public var waiting: Int
  /// What holds the backend with all its models.
  public var breaker: CircuitBreaker.State
  /// How many of its keys are left out, where it has several.
  public var heldKeys: Int
  /// How much is used of what the operator allows.
  public var quota: [QuotaGuard.Bar]
  /// Its models as far as they were asked for, by their ids.
  public var models: [ModelHealth]
}

/// How a model at a backend does, for an operator. Times are in milliseconds since 1970.
public struct ModelHealth: Sendable, Equatable {
  /// The model's id.
  public var model: String
  /// What holds it.
  public var breaker: CircuitBreaker.State
  /// Failures since its last success; an empty answer counts half.
  public var failures: Double
  /// Its last failure.
  public var lastFailure: LastFailure?
  /// What its vendor has told of its limits with the last answer.
  public var limits: [RateLimitReading.Limit]
  /// How fast it has been.
  public var speed: TargetHealth.Speed
}
