/// What is to be done about a failure, by its kind.
public struct FailureAdvice: Sendable, Equatable {
  /// Whether another target may do better.
  public enum NextTarget: Sendable, Equatable {
    /// No: the request fails everywhere, or nobody waits for it any more.
    case none
    /// Only one with a larger window.
    case larger
    /// Any.
    case any
  }

  /// What a failure says about its target.
  public enum Mark: Sendable, Equatable {
    /// Nothing.
    case none
    /// Half a failure of those that open a breaker.
    case halfFailure
    /// A failure of those that open a breaker.
    case failure
    /// That it is of no use for so long, unless the backend names a time itself.
    case hold(Duration)
  }

  /// How often the same target may be asked again.
  public var retries: Int
  /// The longest wait before the first of those; each later one is twice as long. What is really waited is a random part.
  public var pause: Duration
  /// Where to go on when that does not help.
  public var next: NextTarget
  /// What it says about the target.
  public var mark: Mark

  /// Advice.
  public init(retries: Int = 0, pause: Duration = .zero, next: NextTarget, mark: Mark) {
    self.retries = retries
    self.pause = pause
    self.next = next
    self.mark = mark
  }
}

extension UpstreamError {
  /// What is to be done about it.
  public var advice: FailureAdvice {
    switch reason {
    case .rateLimited: FailureAdvice(next: .any, mark: .hold(.seconds(30)))
    case .quotaExhausted: FailureAdvice(next: .any, mark: .hold(.seconds(3600)))
    case .contextOverflow, .tooManyBytes: FailureAdvice(next: .larger, mark: .none)
    case .authentication: FailureAdvice(next: .any, mark: .hold(.seconds(3600)))
    case .modelNotFound: FailureAdvice(next: .any, mark: .hold(.seconds(600)))
    case .notLocal: FailureAdvice(next: .any, mark: .none)
    case .contentFiltered, .invalidRequest, .cancelled: FailureAdvice(next: .none, mark: .none)
    case .emptyResponse: FailureAdvice(next: .any, mark: .halfFailure)
    case .overloaded, .unavailable, .timedOut, .streamCut, .notAnAnswer:
      FailureAdvice(next: .any, mark: .failure)
    }
  }
}
