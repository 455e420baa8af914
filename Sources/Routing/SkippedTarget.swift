/// A target that is not tried, and why.
public struct SkippedTarget: Sendable, Equatable {
  /// What is in its way.
  public enum Cause: String, Sendable, CaseIterable {
    /// There is no such backend.
    case notConfigured = "not-configured"
    /// Its backend wants the client's own credentials, and the client has brought none.
    case noCredentials = "no-credentials"
    /// What it is sent leaves this machine and its network, and the request must not.
    case notLocal = "not-local"
    /// Its server does not have the model.
    case notListed = "not-listed"
    /// Its server has no model loaded.
    case notLoaded = "not-loaded"
    /// It takes no tools, and the request has some.
    case noTools = "no-tools"
    /// It sees no pictures, and the request has some.
    case noVision = "no-vision"
    /// Its window is too small, and there is nothing to be left out of the request.
    case tooSmall = "too-small"
  }

  /// The target as `backend/model`, or as the policy writes it.
  public var target: String
  /// What is in its way.
  public var cause: Cause
  /// The same in words for the operator.
  public var reason: String

  /// A target that is not tried.
  public init(target: String, cause: Cause, reason: String) {
    self.target = target
    self.cause = cause
    self.reason = reason
  }
}
