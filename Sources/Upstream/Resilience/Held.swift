/// Why a target is not to be used now.
public struct Held: Error, Sendable, Equatable {
  /// What holds it.
  public enum Reason: String, Sendable, CaseIterable {
    /// Its breaker is open after failures.
    case breakerOpen = "breaker-open"
    /// Its vendor has asked to be left alone for a time.
    case rateLimited = "rate-limited"
    /// What the operator allows it, or the vendor, is used up.
    case overQuota = "over-quota"
    /// It is a local server that is not there.
    case unreachable
    /// All its places are taken, and too many wait or have waited too long.
    case busy
  }

  /// What holds it.
  public var reason: Reason
  /// In words, for the operator and the client.
  public var message: String
  /// When it may be used again, in seconds from now; nil where nobody knows.
  public var retryAfterSeconds: Int?
  /// Whether it only advises against the target, so that it does not hold one that is the last resort.
  public var isAdvice: Bool

  /// A reason.
  public init(_ reason: Reason, message: String, retryAfterSeconds: Int? = nil, isAdvice: Bool = true) {
    self.reason = reason
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
    self.isAdvice = isAdvice
  }
}

extension Held {
  /// A breaker lets nothing through.
  ///
  /// - Parameters:
  ///   - target: what it is for: a target, or a backend with all its models.
  ///   - until: until when, in milliseconds since 1970; nil while somebody tries.
  init(_ target: String, by state: CircuitBreaker.State, until: Int64?, at now: Int64) {
    let seconds = until.map { Self.seconds(until: $0, from: now) }
    let time = seconds.map { " for \($0) s" } ?? " while another request tries it"
    self.init(
      state.cause?.reason ?? .breakerOpen,
      message: "\(target) is left alone\(time)\(state.cause.map { ": \($0.words)" } ?? "")",
      retryAfterSeconds: seconds)
  }

  /// What the operator allows a backend is used up.
  init(_ backend: String, used limit: QuotaLimit, until: Int64, at now: Int64) {
    let seconds = Self.seconds(until: until, from: now)
    self.init(
      .overQuota, message: "what \(backend) is allowed in \(limit.window) is used up for \(seconds) s",
      retryAfterSeconds: seconds, isAdvice: false)
  }

  /// None of a backend's keys is accepted now.
  init(_ backend: String, keysHeldUntil until: Int64, at now: Int64) {
    let seconds = Self.seconds(until: until, from: now)
    self.init(
      .rateLimited, message: "all keys of \(backend) are left alone for \(seconds) s",
      retryAfterSeconds: seconds)
  }

  /// A local server is not there.
  init(absent backend: String) {
    self.init(
      .unreachable, message: "\(backend) does not answer; it is asked every few seconds whether it is back")
  }

  /// There is no place at a backend.
  static func busy(_ backend: String, _ words: String) -> Held {
    Held(.busy, message: "\(backend) is busy: \(words)", isAdvice: false)
  }

  /// Rounded up, so that nobody comes back too early.
  private static func seconds(until: Int64, from now: Int64) -> Int { Int(max(0, until - now) + 999) / 1000 }
}

extension CircuitBreaker.State {
  fileprivate var cause: CircuitBreaker.Cause? {
    switch self {
    case .closed: nil
    case .open(_, let cause), .halfOpen(let cause): cause
    }
  }
}

extension CircuitBreaker.Cause {
  fileprivate var reason: Held.Reason {
    switch self {
    case .failures, .authentication, .modelNotFound: .breakerOpen
    case .rateLimited: .rateLimited
    case .quotaExhausted: .overQuota
    }
  }

  /// In words, for people.
  public var words: String {
    switch self {
    case .failures: "it has failed several times in a row"
    case .rateLimited: "it has asked for that"
    case .quotaExhausted: "its account is used up"
    case .authentication: "it has refused the credentials"
    case .modelNotFound: "it does not have the model"
    }
  }
}
