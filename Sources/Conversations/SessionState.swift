/// A session's id, as people see and type it: `s` and eleven characters of base 32.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
  /// The id as text.
  public let text: String

  /// An id that is known to be one.
  public init(_ text: String) { self.text = text }

  /// The id as text.
  public var description: String { text }
}

/// How a request relates to what the store knows of its session.
public enum SessionPlacement: Sendable, Equatable {
  /// The first request of a session.
  case new
  /// The conversation goes on from where it was.
  case append
  /// The same conversation again, nothing added: the client repeats a request.
  case retry
  /// The client went back and took another turning after this many messages.
  case fork(depth: Int)
  /// The client replaced its history; the session before this one keeps it.
  case successor(of: SessionID)
  /// A side request: it belongs to the session and does not move it on.
  case side
}

/// What the store knows of the conversation a request belongs to.
public struct SessionState: Sendable, Equatable {
  /// The session.
  public var session: SessionID
  /// The line within the session: 0 is the first, every fork opens another.
  public var branch: Int
  /// How the request relates to the session.
  public var placement: SessionPlacement
  /// How many leading messages of the request the session has already.
  public var knownMessages: Int
  /// Where the session came from.
  public var origin: SessionOrigin

  /// A state.
  public init(
    session: SessionID, branch: Int, placement: SessionPlacement, knownMessages: Int,
    origin: SessionOrigin = SessionOrigin()
  ) {
    self.session = session
    self.branch = branch
    self.placement = placement
    self.knownMessages = knownMessages
    self.origin = origin
  }
}
