import Conversations
import Wire

/// How backends are spoken to.
extension OpenAIResponses: BackendDialect {
  /// What the plan leaves of the request: of a client of this dialect its own bytes around what changes, of others a
  /// translation. The same request gives the same bytes, and a conversation that has gone on begins with the bytes of
  /// what it was, so that the vendor finds the prompt in its cache.
  public func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    if request.dialect == .openAIResponses, target.traits.toolUse != .prompt || request.tools == nil {
      return ResponsesEdits(of: request, by: plan, for: target).applied()
    }
    return encode(
      try conversation(request, plan), for: target, isStreamed: request.wantsStream, promptTokens: plan.tokens
    )
  }

  /// A conversation translated.
  ///
  /// - Parameter counted: what the prompt comes to, in tokens; nil for an estimate.
  public func encode(
    _ conversation: Conversation, for target: Target, isStreamed: Bool, promptTokens counted: Int? = nil
  ) -> EncodedRequest {
    let prompt = ToolPrompt(of: conversation, for: target.traits)
    let conversation = prompt?.conversation ?? conversation
    var history = ChatHistory(of: conversation, for: target.traits, resultsHoldPictures: true)
    let tools = OfferedTools(
      of: conversation.tools, referenced: history.referencedTools, names: &history.toolNames)
    let input = ResponsesInput(of: history)
    let promptTokens = counted ?? history.promptTokens(ofMessages: input.byteCount, tools)
    var quirks = quirks
    quirks.reasons = quirks.reasons && target.traits.thinks != false
    let settings = ResponsesSettings(
      conversation.settings, quirks: quirks, tools: tools, names: history.toolNames,
      room: OutputLimit.room(in: target.window, besides: promptTokens))

    var body = JSONWriter()
    body.beginObject()
    body.field("model", target.model)
    input.write(to: &body)
    settings.write(to: &body, isStreamed: isStreamed)
    body.endObject()
    var expectations = prompt?.expectations ?? history.expectations(tools, conversation.settings)
    expectations.stopSequences = conversation.settings.stopSequences
    return EncodedRequest(
      body: body.bytes, isStreamed: isStreamed, promptTokens: promptTokens,
      notes: history.notes + (prompt?.notes ?? tools.notes), expectations: expectations)
  }

  /// A decoder for the streamed answer to a request.
  public func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    ResponsesStreamDecoder(ResponsesAnswerDecoder(request.expectations, ids: ids))
  }

  /// The events of an answer that came whole: one response object, as a stream's last event carries it.
  public func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    guard let response = try? JSONDocument(parsing: body).root else {
      return [.failed(type: nil, message: "the answer is not JSON")]
    }
    var decoder = ResponsesAnswerDecoder(request.expectations, ids: ids)
    var events: [StreamEvent] = []
    response.withUnsafeValue { decoder.takeWhole($0, into: &events) }
    return events
  }
}
