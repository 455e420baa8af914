/// Where a session was sent last.
public struct LastRoute: Sendable, Equatable {
  /// The tier; nil where the client named the target.
  public var tier: String?
  /// When that turn was over, in milliseconds since 1970.
  public var endedAt: Int64
  /// Whether nothing of it was to leave this machine and its network.
  public var isLocalOnly: Bool
}
