/// Where a session came from: what was before it, and who started it.
public struct SessionOrigin: Sendable, Equatable {
  /// Why a session was opened.
  public enum Cause: String, Sendable, CaseIterable {
    /// A conversation began.
    case opening
    /// The client replaced its history by a summary of it.
    case compaction
    /// The client began anew under the ids of an earlier conversation.
    case restart
  }

  /// Why it was opened.
  public var cause: Cause
  /// The session that keeps the history this one replaced; nil unless it is a compaction or a restart.
  public var predecessor: SessionID?
  /// The session of the agent that started this sub-agent; nil for main agents, and where it is not known.
  public var parent: SessionID?

  /// An origin.
  public init(cause: Cause = .opening, predecessor: SessionID? = nil, parent: SessionID? = nil) {
    self.cause = cause
    self.predecessor = predecessor
    self.parent = parent
  }
}
