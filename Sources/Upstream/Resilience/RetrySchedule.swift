/// How often one request may be sent again to the same target after failures, and when. Few and soon: clients try again by
/// themselves, and each of their tries would be multiplied by ours.
public struct RetrySchedule: Sendable {
  /// What an operator sets.
  public let mostRetries: Int
  private var made = 0

  /// A schedule of which nothing is used.
  ///
  /// - Parameter mostRetries: the most of a request at one target, whatever fails.
  public init(mostRetries: Int) { self.mostRetries = mostRetries }

  /// How long to wait before the same is sent again, in milliseconds; nil when it is not to be.
  ///
  /// - Parameters:
  ///   - failure: what has gone wrong.
  ///   - random: a number from 0 to 1, for the part of the pause that is really waited.
  public mutating func pause(after failure: UpstreamError, random: Double) -> Int? {
    let advice = failure.advice
    guard made < min(mostRetries, advice.retries) else { return nil }
    let longest = advice.pause * (1 << made)
    made += 1
    return Int(Double(longest / .milliseconds(1)) * random)
  }
}
