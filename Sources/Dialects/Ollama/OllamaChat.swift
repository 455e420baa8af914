import Conversations
import Wire

/// Ollama's own chat (`POST /api/chat`): how Ollama is spoken to.
///
/// Its OpenAI-style route has no way to set the window, and cuts what does not fit without a word. Here every request
/// names the window it was made for, and forbids the server to cut the prompt or, while it answers, what it has read.
public struct OllamaChat: BackendDialect {
  private let ids: IDSource

  /// The dialect.
  public init(ids: IDSource = .random) { self.ids = ids }

  /// The dialect.
  public var name: DialectName { .ollamaChat }

  /// What the plan leaves of the request, translated. The same request gives the same bytes, and a conversation that has gone on begins with
  /// the bytes of what it was, so that the server finds the prompt in its cache.
  public func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    encode(
      try conversation(request, plan), for: target, isStreamed: request.wantsStream, promptTokens: plan.tokens
    )
  }

  /// A conversation translated.
  ///
  /// - Parameter counted: what the prompt comes to, in tokens; nil for an estimate.
  public func encode(
    _ conversation: Conversation, for target: Target, isStreamed: Bool, promptTokens counted: Int? = nil
  ) -> EncodedRequest {
    let choice = OllamaToolChoice(conversation.settings.toolChoice, of: conversation.tools)
    var history = ChatHistory(of: conversation, for: target.traits, takesPictureURLs: false)
    let tools = OfferedTools(
      of: choice.tools, referenced: history.referencedTools, names: &history.toolNames)
    if let demand = choice.demand(of: tools, names: history.toolNames) { history.append([.text(demand)]) }
    var messages = JSONWriter()
    messages.beginArray()
    for message in history.messages { OllamaChatMessage.write(message, to: &messages) }
    messages.endArray()
    let promptTokens = counted ?? history.promptTokens(ofMessages: messages.bytes.count, tools)
    let settings = OllamaChatSettings(
      conversation.settings, window: target.window ?? .unknown, promptTokens: promptTokens)

    var body = JSONWriter()
    body.beginObject()
    body.field("model", target.model)
    body.key("messages")
    body.raw(messages.bytes)
    tools.write(to: &body)
    settings.write(to: &body, isStreamed: isStreamed)
    body.endObject()
    return EncodedRequest(
      body: body.bytes, isStreamed: isStreamed, promptTokens: promptTokens,
      notes: history.notes + tools.notes,
      expectations: history.expectations(tools, conversation.settings))
  }

  /// A decoder for the streamed answer to a request.
  public func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    OllamaChatStreamDecoder(OllamaChatReader(AnswerAssembler(request.expectations, ids: ids)))
  }

  /// The events of an answer that came whole: one object as a stream's last line would be, and what it lacks of an
  /// answer is a failure.
  public func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    guard let answer = try? JSONDocument(parsing: body).root else {
      return [.failed(type: nil, message: "the answer is not JSON")]
    }
    var reader = OllamaChatReader(AnswerAssembler(request.expectations, ids: ids))
    var events: [StreamEvent] = []
    answer.withUnsafeValue { reader.take($0, into: &events) }
    if !reader.isOver { events.append(.failed(type: nil, message: "the answer is not complete")) }
    return events
  }
}
