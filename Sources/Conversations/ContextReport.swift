/// What was forwarded of a request, for `x-ctxgw-context` and for the operator. Counts are in tokens as the planner
/// counts them, corrected by what the backend has reported.
public struct ContextReport: Sendable, Equatable {
  /// What the client sent.
  public var originalTokens: Int
  /// What was forwarded.
  public var sentTokens: Int
  /// The target's window, prompt and answer together.
  public var window: ContextWindow
  /// The most that may be forwarded: the window without the answer's reserve and the margin.
  public var limit: Int
  /// What is kept free for the answer.
  public var reserve: Int
  /// Parts that are shortened or stand as a note.
  public var strippedParts: Int
  /// Messages that are left out.
  public var droppedMessages: Int
  /// Why the prompt was made anew from its front; nil when it only grew.
  public var epoch: ContextEpoch?
  /// Epochs so far, this one included.
  public var epochs: Int
  /// The forwarded prompt from front to end.
  public var blocks: [ContextBlock]

  /// A report.
  public init(
    originalTokens: Int, sentTokens: Int, window: ContextWindow, limit: Int, reserve: Int,
    strippedParts: Int = 0,
    droppedMessages: Int = 0, epoch: ContextEpoch? = nil, epochs: Int = 0, blocks: [ContextBlock] = []
  ) {
    self.originalTokens = originalTokens
    self.sentTokens = sentTokens
    self.window = window
    self.limit = limit
    self.reserve = reserve
    self.strippedParts = strippedParts
    self.droppedMessages = droppedMessages
    self.epoch = epoch
    self.epochs = epochs
    self.blocks = blocks
  }
}

/// Why a prompt is made anew from its front instead of growing at its end.
public enum ContextEpoch: String, Sendable, CaseIterable {
  /// The first request of this line to this target.
  case first
  /// It would have outgrown the limit.
  case full
  /// The server's cache was cold anyway, so that cutting costs nothing.
  case cold
  /// The client went back to before what is held.
  case rewound
  /// A tool was asked for that was not on offer.
  case toolAdded = "tool-added"
  /// The system prompt or the tools are others than before.
  case fixedPart = "fixed-part"
  /// The server counted more than the window holds.
  case overflow
}

/// A piece of the forwarded prompt, or a run of messages that are no longer in it.
public struct ContextBlock: Sendable, Equatable {
  /// Where it comes from.
  public enum Origin: Sendable, Equatable {
    /// The system prompt.
    case system
    /// The definitions of the tools.
    case tools
    /// The gateway itself: a digest, texts of the user kept from dropped messages.
    case gateway
    /// Messages of the request, by index.
    case messages(ClosedRange<Int>)
  }

  /// How much of it the model sees.
  public enum State: String, Sendable, CaseIterable {
    /// All of it.
    case full
    /// Its beginning and its end, or a shorter wording.
    case capped
    /// A note in its place.
    case stub
    /// Nothing.
    case dropped
    /// A summary of what was dropped.
    case digest
  }

  /// Where it comes from.
  public var origin: Origin
  /// The place of the part within its message; nil for a block that is more or less than a part.
  public var part: Int?
  /// What it is, in a few words: `user`, `Read store.go 1-220`, `result of Bash go test ./...`.
  public var label: String
  /// How much of it the model sees.
  public var state: State
  /// What it takes in the forwarded prompt, in tokens.
  public var tokens: Int
  /// What the client sent, in tokens; nil for what is the gateway's own.
  public var originalTokens: Int?
  /// Whether it is new, or other than in the prompt before.
  public var isChanged: Bool
  /// What stands in the prompt where that is not what the client sent.
  public var text: String?

  /// A block.
  public init(
    origin: Origin, part: Int? = nil, label: String, state: State, tokens: Int, originalTokens: Int?,
    isChanged: Bool, text: String? = nil
  ) {
    self.origin = origin
    self.part = part
    self.label = label
    self.state = state
    self.tokens = tokens
    self.originalTokens = originalTokens
    self.isChanged = isChanged
    self.text = text
  }
}
