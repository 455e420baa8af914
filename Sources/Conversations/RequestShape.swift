/// What a request looks like from the outside: the few marks by which its kind is recognised, in no dialect.
public struct RequestShape: Sendable, Equatable {
  /// How many messages there are.
  public var messageCount: Int
  /// How many tools are on offer.
  public var toolCount: Int
  /// The most tokens the client wants generated.
  public var maxOutputTokens: Int?
  /// Texts that end the answer.
  public var stopSequences: [String]
  /// Names of the members that the schema of the answer asks for; empty when any answer will do.
  public var answerMembers: [String]
  /// The last text that the newest user message holds; empty when it holds none.
  public var newestText: String
  /// Whether the client asks, by a field of the API, for its history to be replaced with a summary.
  public var asksForCompaction: Bool
  /// Whether the system prompt carries a sub-agent's mark.
  public var isMarkedSubAgent: Bool

  /// A shape.
  public init(
    messageCount: Int, toolCount: Int = 0, maxOutputTokens: Int? = nil, stopSequences: [String] = [],
    answerMembers: [String] = [], newestText: String = "", asksForCompaction: Bool = false,
    isMarkedSubAgent: Bool = false
  ) {
    self.messageCount = messageCount
    self.toolCount = toolCount
    self.maxOutputTokens = maxOutputTokens
    self.stopSequences = stopSequences
    self.answerMembers = answerMembers
    self.newestText = newestText
    self.asksForCompaction = asksForCompaction
    self.isMarkedSubAgent = isMarkedSubAgent
  }
}
