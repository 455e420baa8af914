import Conversations
import Wire

/// How backends are spoken to in one dialect.
public protocol BackendDialect: Sendable {
  /// The dialect.
  var name: DialectName { get }

  /// A request in the backend's words. Its input stays as it is: a request may be encoded again for another target.
  ///
  /// - Parameters:
  ///   - request: what the client asked.
  ///   - target: the model it goes to.
  ///   - plan: what of it is forwarded.
  ///   - conversation: what the plan leaves of the request, understood; called only where a translation needs it.
  /// - Throws: `ClientError` when the request asks for what this dialect has no way to say.
  func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest

  /// A decoder for the streamed answer to a request.
  func decoder(answering request: EncodedRequest) -> any AnswerDecoder

  /// The events of an answer that came whole. One that is no answer gives a `failed`, alone or at the end.
  func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent]
}

/// A request in a backend's words.
public struct EncodedRequest: Sendable {
  /// The body.
  public var body: [UInt8]
  /// Where it is sent, below the backend's URL and with a query where one is needed, in a dialect that names the model
  /// there; nil for the path that is the same for all.
  public var path: String?
  /// Whether the answer will be streamed.
  public var isStreamed: Bool
  /// What the prompt may come to, in tokens: by the plan's count, else by an estimate, in which pictures count as pictures
  /// and not by their bytes.
  public var promptTokens: Int
  /// What was left out or replaced on the way, in words for the operator; empty when nothing was lost.
  public var notes: [String]
  /// What the decoder of a translated answer must know of the request.
  var expectations: AnswerExpectations

  init(
    body: [UInt8], path: String? = nil, isStreamed: Bool, promptTokens: Int, notes: [String] = [],
    expectations: AnswerExpectations = AnswerExpectations()
  ) {
    self.body = body
    self.path = path
    self.isStreamed = isStreamed
    self.promptTokens = promptTokens
    self.notes = notes
    self.expectations = expectations
  }
}

/// What the decoder of an answer must know of its request.
struct AnswerExpectations: Sendable {
  /// The tools that were offered, by the names under which they were sent.
  var offeredTools = CallableTools()
  /// The names under which tools were sent, where they are not the client's.
  var toolNames = ToolNames()
  /// The ids of the history's tool calls; a new call must not get one of them.
  var usedCallIDs: Set<String> = []
  /// Whether more than one tool call may come.
  var allowsParallelToolCalls = true
  /// Texts that end the answer, where the backend could not be told of them.
  var stopSequences: [String] = []
}
