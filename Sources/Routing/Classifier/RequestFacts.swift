import Conversations
import Wire

/// What can be seen of a request without understanding it: the figures that rules weigh and policies ask for.
///
/// Figures in tokens are estimates from the text's length (`TokenEstimate.likelyTokens`); a rule of thumb needs no
/// tokenizer. What is said of the conversation is said of its end, as far as `RecentHistory` looks back.
public struct RequestFacts: Sendable, Equatable {
  /// The request from the outside.
  public var shape: RequestShape
  /// The ids the client sent along.
  public var client: ClientIdentity
  /// The model the client asked for, as it wrote it.
  public var model: String
  /// What the client says of where its request should go.
  public var hints: RoutingHints
  /// Whether the request is to be counted, not answered.
  public var isCount = false
  /// Whether the model has spoken in this conversation: it is not its first exchange.
  public var isUnderWay = false
  /// The whole prompt, in tokens.
  public var promptTokens: Int
  /// What a person has written after the last assistant message, in tokens; tool results and reminders are not counted.
  public var newTokens: Int
  /// What was done with tools since the last message of a person.
  public var work: ToolWork
  /// What was done before it.
  public var earlierWork = ToolWork()
  /// Whether the newest message is a person's, rather than tools' results.
  public var isHumanTurn: Bool
  /// What the newest message of a person shows of itself.
  public var marks = TextMarks()
  /// Pictures among the messages that were looked at.
  public var images: Int
  /// What the client wants of reasoning; nil when it did not say.
  public var thinking: GenerationSettings.Thinking?
  /// How hard the model is to try, in the client's word; nil when it did not say.
  public var effort: String?

  /// Tool calls since the last message of a person.
  public var toolCalls: Int { work.calls }

  /// The facts of a request of which only the outside is known.
  public init(
    shape: RequestShape, client: ClientIdentity = ClientIdentity(), model: String,
    hints: RoutingHints = RoutingHints(), promptTokens: Int = 0, newTokens: Int = 0, toolCalls: Int = 0,
    isHumanTurn: Bool = true, images: Int = 0
  ) {
    self.shape = shape
    self.client = client
    self.model = model
    self.hints = hints
    self.promptTokens = promptTokens
    self.newTokens = newTokens
    work = ToolWork(calls: toolCalls)
    self.isHumanTurn = isHumanTurn
    self.images = images
  }

  /// The facts of a request.
  ///
  /// - Parameters:
  ///   - shape: the request from the outside, as its dialect sees it.
  ///   - settings: how its answer is to be made; nil where they have no meaning.
  ///   - hints: those of its header fields.
  ///   - isCount: whether it is to be counted, not answered.
  ///   - parts: reads the parts of a message of its dialect; none of one that has no meaning.
  public init(
    of request: ChatRequest, shape: RequestShape, settings: GenerationSettings?, hints: RoutingHints,
    isCount: Bool = false, parts: (JSONValue) -> [ContentPart]
  ) {
    let history = RecentHistory(of: request, parts: parts)
    self.init(
      shape: shape, client: request.client, model: request.model, hints: hints,
      promptTokens: Self.promptTokens(of: request), newTokens: history.newTokens,
      isHumanTurn: history.isHumanTurn, images: history.images)
    self.isCount = isCount
    isUnderWay = request.messages.contains { $0.role == .assistant }
    (work, earlierWork, marks) = (history.work, history.earlierWork, history.marks)
    (thinking, effort) = (settings?.thinking, settings?.effort)
    self.hints.tier = hints.tier ?? history.taggedTier
  }

  private static func promptTokens(of request: ChatRequest) -> Int {
    PromptLength.tokens(in: request.system) + PromptLength.tokens(in: request.tools)
      + request.messages.reduce(0) { $0 + PromptLength.tokens(in: $1.source) }
  }
}
