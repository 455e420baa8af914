import Conversations
import Wire

/// Speaking to Ollama.
///
/// Its OpenAI-style route has no way to set the window, and cuts what does not fit without a word. Here every request
/// names the window it was made for, and forbids the server to cut the prompt or, while it answers, what it has read.
extension OllamaChat: BackendDialect {
  /// What the plan leaves of the request: of a client of Ollama's its own body around what must be said, of another one's a
  /// translation. The same request gives the same bytes, and a conversation that has gone on begins with the bytes of what
  /// it was, so that the server finds the prompt in its cache.
  public func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    guard request.dialect == .ollamaChat, target.traits.toolUse != .prompt || request.tools == nil else {
      return translated(
        try conversation(request, plan), for: target, isStreamed: request.wantsStream,
        promptTokens: plan.tokens)
    }
    let own = OllamaOwnBody(of: request, for: target, keepAlive: keepAlive)
    return plan.isUntouched
      ? own.untouched(promptTokens: plan.tokens)
      : own.saying(try conversation(request, plan), by: plan)
  }

  /// A conversation translated.
  ///
  /// - Parameter counted: what the prompt comes to, in tokens; nil for an estimate.
  private func translated(
    _ conversation: Conversation, for target: Target, isStreamed: Bool, promptTokens counted: Int?
  ) -> EncodedRequest {
    let prompt = OllamaRendering(of: conversation, for: target)
    let promptTokens = counted ?? prompt.promptTokens
    let settings = OllamaChatSettings(conversation.settings, for: target, promptTokens: promptTokens)
    var body = JSONWriter()
    body.beginObject()
    body.field("model", target.model)
    body.key("messages")
    body.raw(prompt.messages)
    prompt.tools.write(to: &body)
    settings.write(to: &body, isStreamed: isStreamed, keepAlive: keepAlive)
    body.endObject()
    return EncodedRequest(
      body: body.bytes, isStreamed: isStreamed, promptTokens: promptTokens, notes: prompt.notes,
      expectations: prompt.expectations)
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
