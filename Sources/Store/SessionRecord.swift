import Conversations

/// Which sessions are asked for.
public struct SessionQuery: Sendable, Equatable {
  /// The most sessions, the latest first.
  public var limit: Int
  /// Only sessions with a turn at or after this time, in milliseconds since 1970.
  public var since: Int64?

  /// A question; by default for the latest 50 sessions.
  public init(limit: Int = 50, since: Int64? = nil) {
    self.limit = limit
    self.since = since
  }
}

/// A session in a line.
public struct SessionRecord: Sendable, Equatable {
  /// Whose conversation a session is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A person's.
    case main
    /// An agent's that another one started.
    case subAgent = "sub-agent"
  }

  /// The session's id.
  public var id: SessionID
  /// The first thing a person said in it; nil when nobody has.
  public var title: String?
  /// The client's program.
  public var program: String?
  /// The id the client knows the session by.
  public var clientSession: String?
  /// The client's id of the sub-agent.
  public var clientAgent: String?
  /// Whose conversation it is.
  public var kind: Kind
  /// Where it came from; a predecessor or parent that has been removed is nil.
  public var origin: SessionOrigin
  /// When it began, in milliseconds since 1970.
  public var createdAt: Int64
  /// When its last turn arrived, in milliseconds since 1970.
  public var lastAt: Int64
  /// How many branches it has.
  public var branches: Int
  /// Messages on the branch that moved last, the answer included.
  public var messages: Int
  /// How many turns were recorded, side requests included.
  public var turns: Int
  /// Turns that ended in a failure.
  public var failed: Int
  /// Turns whose answer broke off, by the backend or because the client went away.
  public var cut: Int
  /// What all turns cost together, in tokens.
  public var usage: Usage
  /// The models asked for, by name.
  public var models: [String]
  /// The targets that were used, as `backend/model`, by name.
  public var targets: [String]
  /// What became of its prompts; nil when all of them went out untouched. Side requests do not count.
  public var context: Context?

  /// What became of a session's prompts, in figures.
  public struct Context: Sendable, Equatable {
    /// What the client sent with the latest turn that was not forwarded untouched, in tokens.
    public var originalTokens: Int
    /// What was forwarded of it, in tokens.
    public var sentTokens: Int
    /// Its parts that were shortened or replaced by a note.
    public var strippedParts: Int
    /// Its messages that were left out.
    public var droppedMessages: Int
    /// Turns whose prompt was made anew from its front, of the whole session.
    public var epochs: Int
  }
}

/// A branch of a session.
public struct BranchRecord: Sendable, Equatable {
  /// Its number; 0 is the first.
  public var number: Int
  /// After how many messages it left what was before; nil for a branch that began with the session.
  public var forkedAt: Int?
  /// Messages on it, the last answer included.
  public var messages: Int
  /// When its last request arrived, in milliseconds since 1970.
  public var movedAt: Int64
}

/// A session with everything that happened in it but the words.
public struct SessionDetail: Sendable, Equatable {
  /// The session in a line.
  public var summary: SessionRecord
  /// Its branches by number.
  public var branches: [BranchRecord]
  /// Its turns by number.
  public var turns: [TurnRecord]
  /// The sessions that went on from it after a compaction or a restart.
  public var successors: [SessionID]
  /// The sessions of the sub-agents it started.
  public var subAgents: [SessionID]
}
