/// One session with its turns and, if asked for, its messages: `ctxgw sessions show`.
public struct SessionReport: Sendable, Equatable {
  /// The session in figures.
  public var summary: SessionSummary
  /// Sessions that go on from this one.
  public var continuedBy: [String]
  /// Sessions of this session's sub-agents.
  public var children: [String]
  /// The turns, oldest first.
  public var turns: [TurnReport]
  /// The messages, in the order of the conversation; nil when they were not asked for.
  public var messages: [MessageReport]?

  /// A report.
  public init(
    summary: SessionSummary, continuedBy: [String], children: [String], turns: [TurnReport],
    messages: [MessageReport]?
  ) {
    self.summary = summary
    self.continuedBy = continuedBy
    self.children = children
    self.turns = turns
    self.messages = messages
  }
}

/// One message of a session: as it was sent, and as a person reads it.
public struct MessageReport: Sendable, Equatable {
  /// A part of a message, as a person reads it.
  public enum Part: Sendable, Equatable {
    /// Text.
    case text(String)
    /// The model's reasoning.
    case thinking(String)
    /// A call of a tool with its arguments in JSON.
    case toolCall(name: String, input: String)
    /// What a tool gave back.
    case toolResult(String, isError: Bool)
    /// Something that cannot be printed, in a few words.
    case note(String)
  }

  /// Who speaks.
  public var role: String
  /// The name of the message's content in the store.
  public var hash: String
  /// The turn that brought it; nil when that turn is not in the store.
  public var turn: Int?
  /// The message object, verbatim.
  public var body: [UInt8]
  /// The message in parts.
  public var parts: [Part]

  /// A message.
  public init(role: String, hash: String, turn: Int?, body: [UInt8], parts: [Part]) {
    self.role = role
    self.hash = hash
    self.turn = turn
    self.body = body
    self.parts = parts
  }
}
