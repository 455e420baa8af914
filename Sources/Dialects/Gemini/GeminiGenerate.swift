import Conversations
import Wire

/// Gemini's `generateContent`: how its backends are spoken to.
public struct GeminiGenerate: BackendDialect {
  private let quirks: GeminiQuirks
  private let ids: IDSource

  /// The dialect as one service speaks it.
  public init(quirks: GeminiQuirks = GeminiQuirks(), ids: IDSource = .random) {
    self.quirks = quirks
    self.ids = ids
  }

  /// The dialect.
  public var name: DialectName { .geminiGenerate }

  /// What the plan leaves of the request, translated. The same request gives the same bytes, and a conversation that has
  /// gone on begins with the bytes of what it was, so that the vendor finds the prompt in its cache.
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
    let prompt = ToolPrompt(of: conversation, for: target.traits)
    let conversation = prompt?.conversation ?? conversation
    let model = GeminiModel(target.model)
    var family = quirks.family(of: model)
    if target.traits.thinks == false { family.thinking = .ignored }
    var history = history(of: conversation, for: target, family)
    let tools = OfferedTools(
      of: conversation.tools, referenced: history.referencedTools, names: &history.toolNames)
    let contents = GeminiContents(of: history, signingCalls: family.signsCalls)
    let promptTokens = counted ?? history.promptTokens(ofMessages: contents.byteCount, tools)
    let toolUse = GeminiTools(
      tools, choice: tools.choice(conversation.settings.toolChoice, names: history.toolNames),
      form: quirks.schemaForm)
    let settings = GeminiSettings(
      conversation.settings, family: family, form: quirks.schemaForm, hasTools: !tools.isEmpty,
      room: OutputLimit.room(in: target.window, besides: promptTokens))

    var body = JSONWriter()
    body.beginObject()
    contents.write(to: &body)
    toolUse.write(to: &body)
    settings.write(to: &body)
    body.endObject()
    return EncodedRequest(
      body: body.bytes, path: model.path(streaming: isStreamed), isStreamed: isStreamed,
      promptTokens: promptTokens, notes: history.notes + (prompt?.notes ?? tools.notes) + settings.notes,
      expectations: prompt?.expectations ?? history.expectations(tools, conversation.settings))
  }

  /// Gemini knows no system messages within a conversation, which must begin and end with the user.
  private func history(
    of conversation: Conversation, for target: Target, _ family: GeminiQuirks.Family
  ) -> ChatHistory {
    var traits = target.traits
    traits.acceptsSystemAnywhere = false
    var history = ChatHistory(
      of: conversation, for: traits, takesPictureURLs: false, resultsHoldPictures: family.resultsHoldPictures,
      toolNames: ToolNames(.gemini))
    if case .assistant? = history.messages.last { history.append([.text("[Go on.]")]) }
    return history
  }

  /// A decoder for the streamed answer to a request.
  public func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    GeminiStreamDecoder(GeminiAnswerDecoder(AnswerAssembler(request.expectations, ids: ids)))
  }

  /// The events of an answer that came whole: as a stream of one chunk, and what it lacks of an answer is a failure.
  public func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    guard let answer = try? JSONDocument(parsing: body).root else {
      return [.failed(type: nil, message: "the answer is not JSON")]
    }
    var decoder = GeminiAnswerDecoder(AnswerAssembler(request.expectations, ids: ids))
    var events: [StreamEvent] = []
    answer.withUnsafeValue { decoder.take($0, into: &events) }
    decoder.end(into: &events)
    if !decoder.isOver { events.append(.failed(type: nil, message: "the answer is not complete")) }
    return events
  }
}
