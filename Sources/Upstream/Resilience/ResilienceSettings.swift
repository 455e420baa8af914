/// What an operator sets about failing backends.
public struct ResilienceSettings: Sendable, Equatable {
  /// When a target is left alone, and for how long.
  public var breaker = CircuitBreaker.Settings()
  /// How much of backends may be used.
  public var quota: [QuotaLimit] = []
  /// How often a request is sent again to the same target after a failure that may pass.
  public var retries = 1
  /// Whether the rest of a text that breaks off may be asked of the next target.
  public var resumes = false

  /// The defaults.
  public init() {}
}
