/// Which configuration is in force, and what has become of the last that should have been.
public struct ReloadState: Sendable, Equatable {
  /// Why the files as they are now are not in force.
  public struct Failure: Sendable, Equatable {
    /// When they were read, in milliseconds since 1970.
    public var at: Int64
    /// What is wrong with them; at least one.
    public var problems: [ConfigurationProblem]
  }

  /// When what is in force was read, in milliseconds since 1970.
  public var loadedAt: Int64
  /// The files that it was read from, and those that would have been read if they were there.
  public var files: [String]
  /// Settings that differ from what is in force and take effect when the gateway is started anew, such as `server.listen`.
  public var awaitingRestart: [String] = []
  /// What is wrong with the files as they are now; nil when they are in force.
  public var failure: Failure?
}
