/// How often one request may be sent again to the same target after failures, and when. Few and soon: clients try again by
/// themselves, and each of their tries would be multiplied by ours.
///
/// Where another target follows, that one is tried instead: only a connection that broke is tried once more, and at once,
/// since servers close idle connections in the moment in which they are used. Where none follows, the advice of the
/// failure's kind holds, as far as the operator allows: a random part of a pause that doubles. A time that the backend
/// names is waited for when it is short, and otherwise left to the client.
public struct RetrySchedule: Sendable {
  /// The longest time of a backend's naming that is waited for here, in seconds.
  public static let longestRetryAfter = 5

  /// What an operator sets.
  public let mostRetries: Int
  /// Whether another target follows.
  public let hasNext: Bool
  private var made = 0

  /// A schedule of which nothing is used.
  ///
  /// - Parameters:
  ///   - mostRetries: the most of a request at one target, whatever fails.
  ///   - hasNext: whether another target follows.
  public init(mostRetries: Int, hasNext: Bool = false) {
    self.mostRetries = mostRetries
    self.hasNext = hasNext
  }

  /// How long to wait before the same is sent again, in milliseconds; nil when it is not to be.
  ///
  /// - Parameters:
  ///   - failure: what has gone wrong.
  ///   - random: a number from 0 to 1, for the part of the pause that is really waited.
  public mutating func pause(after failure: UpstreamError, random: Double) -> Int? {
    guard made < mostRetries, let pause = nextPause(after: failure, random: random) else { return nil }
    made += 1
    return pause
  }

  private func nextPause(after failure: UpstreamError, random: Double) -> Int? {
    let advice = failure.advice
    guard made < advice.retries else { return nil }
    if hasNext { return failure.isLostConnection && made == 0 ? 0 : nil }
    let longest = min(advice.longestPause, advice.pause * (1 << made))
    let ours = Int(Double(longest.wholeMilliseconds) * random)
    guard let named = failure.retryAfterSeconds else { return ours }
    return named <= Self.longestRetryAfter ? max(ours, named * 1000) : nil
  }
}
