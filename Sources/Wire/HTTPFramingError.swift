/// A request that is refused before anybody reads it: malformed, ambiguous, too large, too slow, or one too many. The
/// connection ends with it, because where the next request would begin is no longer certain.
public struct HTTPFramingError: Error, Sendable, Equatable {
  /// The status to answer with.
  public var status: Int
  /// What is wrong, in words for the client's author. Holds nothing of the request itself.
  public var reason: String

  /// An error with a status and its reason.
  public init(status: Int, reason: String) {
    self.status = status
    self.reason = reason
  }

  /// A request that breaks the grammar.
  static func malformed(_ reason: String) -> HTTPFramingError {
    HTTPFramingError(status: 400, reason: reason)
  }

  /// A body beyond the limit, in bytes.
  static func bodyTooLarge(limit: Int) -> HTTPFramingError {
    HTTPFramingError(status: 413, reason: "the body is larger than \(limit) bytes")
  }
}
