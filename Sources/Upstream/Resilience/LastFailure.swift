/// The last failure of a target, for the operator.
public struct LastFailure: Sendable, Equatable {
  /// The most of a backend's own words that is shown, in characters.
  private static let longestMessage = 200

  /// What kind of failure it was, in a word.
  public var reason: String
  /// What the backend said, or what happened.
  public var message: String
  /// When it was, in milliseconds since 1970.
  public var at: Int64

  init(_ error: UpstreamError, at now: Int64) {
    reason = error.reason.word
    message = String(error.message.prefix(Self.longestMessage))
    at = now
  }
}
