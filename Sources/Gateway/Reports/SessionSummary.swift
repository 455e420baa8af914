/// One session in a few figures: a line of `ctxgw sessions` and the head of `ctxgw sessions show`.
public struct SessionSummary: Sendable, Equatable {
  /// The session's id.
  public var id: String
  /// The beginning of what a person first said in it.
  public var title: String?
  /// The client's program.
  public var client: String?
  /// Whether it is a conversation of its own (`main`) or a sub-agent's (`sub-agent`).
  public var kind: String
  /// The session whose sub-agent this is.
  public var parent: String?
  /// The session whose history a client replaced with a summary to go on here.
  public var continues: String?
  /// When it began.
  public var createdAt: Timestamp
  /// When its last turn arrived.
  public var lastAt: Timestamp
  /// Requests recorded.
  public var turns: Int
  /// Messages on the line that went on last, the answer included.
  public var messages: Int
  /// Lines of the conversation: one, and one for every fork.
  public var branches: Int
  /// The models the client asked for.
  public var models: [String]
  /// Where it was sent, as `backend/model`.
  public var targets: [String]
  /// Prompt tokens, cached ones included.
  public var inputTokens: Int
  /// Tokens generated.
  public var outputTokens: Int
  /// Turns of which the client was told that they failed.
  public var failed: Int
  /// Turns whose answer broke off.
  public var cut: Int
  /// What became of its prompts; nil when all of them went out untouched.
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
    /// How often a prompt was made anew from its front, in the whole session.
    public var epochs: Int

    /// Figures.
    public init(
      originalTokens: Int, sentTokens: Int, strippedParts: Int, droppedMessages: Int, epochs: Int
    ) {
      self.originalTokens = originalTokens
      self.sentTokens = sentTokens
      self.strippedParts = strippedParts
      self.droppedMessages = droppedMessages
      self.epochs = epochs
    }
  }

  /// A summary.
  public init(
    id: String, title: String?, client: String?, kind: String, parent: String?, continues: String?,
    createdAt: Timestamp, lastAt: Timestamp, turns: Int, messages: Int, branches: Int, models: [String],
    targets: [String], inputTokens: Int, outputTokens: Int, failed: Int, cut: Int, context: Context?
  ) {
    self.id = id
    self.title = title
    self.client = client
    self.kind = kind
    self.parent = parent
    self.continues = continues
    self.createdAt = createdAt
    self.lastAt = lastAt
    self.turns = turns
    self.messages = messages
    self.branches = branches
    self.models = models
    self.targets = targets
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.failed = failed
    self.cut = cut
    self.context = context
  }
}

/// The sessions of a store, latest first: `ctxgw sessions`.
public struct SessionListReport: Sendable, Equatable {
  /// The sessions.
  public var sessions: [SessionSummary]

  /// A list.
  public init(sessions: [SessionSummary]) { self.sessions = sessions }
}
