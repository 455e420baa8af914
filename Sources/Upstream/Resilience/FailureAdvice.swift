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

  /// What a hold is about.
  public enum Scope: Sendable, Equatable {
    /// The model at its backend.
    case model
    /// The backend with all its models, as far as the key goes that was shown.
    case backend
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
    case hold(Duration, Scope)
  }

  /// How often the same target may be asked again when there is no other.
  public var retries: Int
  /// The longest wait before the first of those; each later one is twice as long, up to `longestPause`. What is really
  /// waited is a random part.
  public var pause: Duration
  /// The longest wait before any of those.
  public var longestPause: Duration
  /// Where to go on when that does not help.
  public var next: NextTarget
  /// What it says about the target.
  public var mark: Mark
  /// Whether the target is about to be ready: one waits for it rather than go on.
  public var waitsForLoad: Bool

  /// The longest that anything is held for, whatever a backend names: the longest limits are those of a month.
  public static let longestHold: Duration = .seconds(31 * 86_400)

  /// Advice.
  public init(
    retries: Int = 0, pause: Duration = .zero, longestPause: Duration = .zero, next: NextTarget, mark: Mark,
    waitsForLoad: Bool = false
  ) {
    self.retries = retries
    self.pause = pause
    self.longestPause = longestPause
    self.next = next
    self.mark = mark
    self.waitsForLoad = waitsForLoad
  }
}

extension UpstreamError {
  /// What is to be done about it. (A login's token that is refused has been renewed once before anybody hears of it.)
  public var advice: FailureAdvice {
    var advice = reason.advice
    switch shouldRetry {
    case true?:
      advice.retries = max(1, advice.retries)
      advice.pause = max(.milliseconds(500), advice.pause)
      advice.longestPause = max(advice.pause, advice.longestPause)
    case false?: advice.retries = 0
    case nil: break
    }
    return advice
  }

  /// Until when it holds its target, in milliseconds since 1970; nil where it does not. A backend's own time is
  /// stretched by a tenth: clocks differ, and others wait for the same moment.
  public func heldUntil(from now: Int64) -> Int64? {
    guard case .hold(let usual, _) = advice.mark else { return nil }
    guard let seconds = retryAfterSeconds else { return now + usual.wholeMilliseconds }
    return now + min(Int64(seconds) * 1100, FailureAdvice.longestHold.wholeMilliseconds)
  }
}

extension UpstreamError.Reason {
  /// The table of failures and what helps against them.
  fileprivate var advice: FailureAdvice {
    switch self {
    case .rateLimited:
      FailureAdvice(
        retries: 2, pause: .seconds(1), longestPause: .seconds(30), next: .any,
        mark: .hold(.seconds(30), .model))
    case .quotaExhausted: FailureAdvice(next: .any, mark: .hold(.seconds(3600), .backend))
    case .overloaded:
      FailureAdvice(
        retries: 2, pause: .seconds(1), longestPause: .seconds(20), next: .any, mark: .failure)
    case .loading: FailureAdvice(next: .any, mark: .none, waitsForLoad: true)
    case .contextOverflow, .tooManyBytes: FailureAdvice(next: .larger, mark: .none)
    case .authentication: FailureAdvice(next: .any, mark: .hold(.seconds(3600), .backend))
    case .modelNotFound: FailureAdvice(next: .any, mark: .hold(.seconds(600), .model))
    // Nothing is wrong with the target but where it is.
    case .notLocal: FailureAdvice(next: .any, mark: .none)
    case .contentFiltered, .invalidRequest, .cancelled: FailureAdvice(next: .none, mark: .none)
    case .unavailable:
      FailureAdvice(
        retries: 2, pause: .milliseconds(500), longestPause: .seconds(8), next: .any, mark: .failure)
    case .streamCut:
      FailureAdvice(
        retries: 1, pause: .milliseconds(500), longestPause: .milliseconds(500), next: .any, mark: .failure)
    case .emptyResponse:
      FailureAdvice(
        retries: 1, pause: .milliseconds(500), longestPause: .milliseconds(500), next: .any,
        mark: .halfFailure)
    // What took so long once is not waited for twice, and a page is not about to become an answer.
    case .timedOut, .notAnAnswer: FailureAdvice(next: .any, mark: .failure)
    }
  }
}
