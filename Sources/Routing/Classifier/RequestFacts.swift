import Conversations

/// What can be seen of a request without understanding it: the figures that rules weigh and policies ask for.
///
/// Figures in tokens are estimates from the text's length; a rule of thumb needs no tokenizer.
public struct RequestFacts: Sendable, Equatable {
  /// The request from the outside.
  public var shape: RequestShape
  /// The ids the client sent along.
  public var client: ClientIdentity
  /// The model the client asked for, as it wrote it.
  public var model: String
  /// What the client says of its request in header fields.
  public var hints: RoutingHints
  /// The whole prompt, in tokens.
  public var promptTokens: Int
  /// Text after the last assistant message, in tokens; tool results and reminders are not counted.
  public var newTokens: Int
  /// Tool calls since the last message of a person.
  public var toolCalls: Int
  /// Whether the newest message is a person's, rather than tools' results.
  public var isHumanTurn: Bool
  /// Pictures among the messages that were looked at.
  public var images: Int

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
    self.toolCalls = toolCalls
    self.isHumanTurn = isHumanTurn
    self.images = images
  }
}

/// What a client says in header fields about where its request should go.
public struct RoutingHints: Sendable, Equatable {
  /// The tier it asks for (`x-task-tier`, `x-ctxgw-tier`).
  public var tier: String?
  /// The class of the request in its own word (Claude Code: `x-claude-code-request-class`).
  public var requestClass: String?
  /// Whether the request must not leave this machine or network (`x-ctxgw-privacy: local_only`).
  public var isLocalOnly = false

  /// No hints.
  public init() {}
}
