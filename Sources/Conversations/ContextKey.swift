/// Whose context state it is: one line of a conversation as one model at one backend sees it.
public struct ContextKey: Hashable, Sendable {
  /// The session.
  public var session: SessionID
  /// The line within the session.
  public var branch: Int
  /// The backend's name.
  public var backend: String
  /// The model's id there.
  public var model: String

  /// A key.
  public init(session: SessionID, branch: Int, backend: String, model: String) {
    self.session = session
    self.branch = branch
    self.backend = backend
    self.model = model
  }
}

/// What is written down of a turn's context: what was forwarded, and what the next turn goes on from.
public struct TurnContext: Sendable, Equatable {
  /// Whose state it is.
  public var key: ContextKey
  /// What was forwarded.
  public var report: ContextReport
  /// The state after this turn, as the context engine writes it; nil when the turn left it as it was.
  public var state: [UInt8]?

  /// A turn's context.
  public init(key: ContextKey, report: ContextReport, state: [UInt8]?) {
    self.key = key
    self.report = report
    self.state = state
  }
}

/// The tokens of one message by one tokenizer.
public struct MessageCount: Sendable, Equatable {
  /// The hash of the message object's very bytes: two wordings of one message may differ in their reminders.
  public var source: Fingerprint
  /// The tokens of each of its parts.
  public var parts: [Int]

  /// A count.
  public init(source: Fingerprint, parts: [Int]) {
    self.source = source
    self.parts = parts
  }
}
