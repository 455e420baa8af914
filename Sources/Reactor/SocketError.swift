#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A call of the operating system that failed, with what was being attempted.
public struct SocketError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The system's error number.
  public var code: Int32
  /// What was attempted, as the operator would say it: "listen on 127.0.0.1:8484".
  public var attempt: String

  /// An error with the given number.
  public init(code: Int32, attempt: String) {
    self.code = code
    self.attempt = attempt
  }

  /// The error of the call just made, from errno.
  static func last(_ attempt: String) -> SocketError {
    SocketError(code: errno, attempt: attempt)
  }

  /// The attempt and the system's reason, for the operator.
  public var description: String {
    // glibc keeps the text of unknown numbers per thread, so this is safe from any of ours.
    "cannot \(attempt): \(String(cString: strerror(code)))"
  }
}
