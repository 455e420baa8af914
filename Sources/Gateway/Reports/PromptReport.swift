/// What was forwarded of a turn's request. Figures are in tokens as they were planned with.
public struct PromptReport: Sendable, Equatable {
  /// What the client sent.
  public var originalTokens: Int
  /// What was forwarded.
  public var sentTokens: Int
  /// The target's window, prompt and answer together.
  public var window: Int
  /// How the window came to be known: `loaded`, `configured`, `table` or `assumed`.
  public var windowSource: String
  /// The most that could be forwarded.
  public var limit: Int
  /// What was kept free for the answer.
  public var reserve: Int
  /// Parts that were shortened or stood as a note.
  public var strippedParts: Int
  /// Messages that were left out.
  public var droppedMessages: Int
  /// Why the prompt was made anew from its front, in a word; nil when it only grew.
  public var epoch: String?
  /// How often it had been made anew, this time included.
  public var epochs: Int
  /// The prompt from front to end; nil unless it was asked for.
  public var blocks: [Block]?

  /// A report.
  public init(
    originalTokens: Int, sentTokens: Int, window: Int, windowSource: String, limit: Int, reserve: Int,
    strippedParts: Int, droppedMessages: Int, epoch: String?, epochs: Int, blocks: [Block]?
  ) {
    self.originalTokens = originalTokens
    self.sentTokens = sentTokens
    self.window = window
    self.windowSource = windowSource
    self.limit = limit
    self.reserve = reserve
    self.strippedParts = strippedParts
    self.droppedMessages = droppedMessages
    self.epoch = epoch
    self.epochs = epochs
    self.blocks = blocks
  }

  /// A piece of the forwarded prompt, or a run of messages that were no longer in it.
  public struct Block: Sendable, Equatable {
    /// Where a block comes from.
    public enum Origin: String, Sendable {
      /// The system prompt.
      case system
      /// The definitions of the tools.
      case tools
      /// The gateway itself.
      case gateway
      /// The client's messages.
      case messages
    }

    /// How much of a block the model saw.
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
    /// Which of the request's messages, counted from 1; nil for what is none of them.
    public var messages: ClosedRange<Int>?
    /// Which part of the message, counted from 1; nil for more or less than a part.
    public var part: Int?
    /// What it is, in a few words.
    public var label: String
    /// How much of it the model saw.
    public var state: State
    /// What it took in the prompt.
    public var tokens: Int
    /// What the client sent of it; nil for what is the gateway's own.
    public var originalTokens: Int?
    /// Whether it was new, or other than in the prompt before.
    public var isChanged: Bool
    /// What stood in the prompt where that is not what the client sent.
    public var text: String?
    /// What the model read of it, as a person reads it: `text`, or the client's words; nil unless it was asked for.
    public var words: [MessageReport.Part]?

    /// A block.
    public init(
      origin: Origin, messages: ClosedRange<Int>?, part: Int?, label: String, state: State, tokens: Int,
      originalTokens: Int?, isChanged: Bool, text: String?, words: [MessageReport.Part]?
    ) {
      self.origin = origin
      self.messages = messages
      self.part = part
      self.label = label
      self.state = state
      self.tokens = tokens
      self.originalTokens = originalTokens
      self.isChanged = isChanged
      self.text = text
      self.words = words
    }
  }
}
