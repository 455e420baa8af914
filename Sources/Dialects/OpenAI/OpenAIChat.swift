import Conversations
import Wire

/// OpenAI's chat completions, and everything that imitates them: how their clients are understood and answered, and how
/// such backends are spoken to.
public struct OpenAIChat: BackendDialect {
  private let quirks: OpenAIChatQuirks
  /// Identities of messages that were read before; agents send their whole history with every turn.
  let memo: FingerprintMemo
  /// Where ids of answers and of calls come from.
  public let ids: IDSource

  /// The dialect as one kind of backend speaks it.
  public init(quirks: OpenAIChatQuirks = .compatible, ids: IDSource = .random) {
    self.quirks = quirks
    self.ids = ids
    memo = FingerprintMemo()
  }

  /// The dialect.
  public var name: DialectName { .openAIChat }

  /// What the plan leaves of the request: of a client of this dialect its own bytes around what changes, of others a
  /// translation. The same request gives the same bytes, and a conversation that has gone on begins with the bytes of
  /// what it was, so that a local server finds the prompt in its cache.
  public func encode(
    _ request: ChatRequest, for target: Target, plan: ContextPlan,
    conversation: (ChatRequest, ContextPlan) throws(ClientError) -> Conversation
  ) throws(ClientError) -> EncodedRequest {
    if request.dialect == .openAIChat, target.traits.toolUse != .prompt || request.tools == nil {
      let edits = OpenAIChatEdits(of: request, by: plan, for: target, quirks: quirks)
      return try plan.isUntouched ? edits.untouched() : edits.applied(to: conversation(request, plan))
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
    var history = ChatHistory(of: conversation, for: target.traits, callIDs: quirks.callIDs.form)
    let tools = OfferedTools(
      of: conversation.tools, referenced: history.referencedTools, names: &history.toolNames,
      isReduced: quirks.schemas == .plain)
    var messages = JSONWriter()
    messages.beginArray()
    let form = OpenAIChatMessage(quirks: quirks)
    for message in history.messages { form.write(message, to: &messages) }
    messages.endArray()
    let promptTokens = counted ?? history.promptTokens(ofMessages: messages.bytes.count, tools)
    let settings = OpenAIChatSettings(
      conversation.settings, quirks: quirks, tools: tools, names: history.toolNames,
      room: OutputLimit.room(in: target.window, besides: promptTokens))

    var body = JSONWriter()
    body.beginObject()
    body.field("model", target.model)
    body.key("messages")
    body.raw(messages.bytes)
    tools.write(to: &body)
    let isStreamed = settings.isStreamed(isStreamed)
    settings.write(to: &body, isStreamed: isStreamed)
    body.endObject()
    return EncodedRequest(
      body: body.bytes, isStreamed: isStreamed, promptTokens: promptTokens,
      notes: history.notes + (prompt?.notes ?? tools.notes) + settings.notes,
      expectations: prompt?.expectations ?? history.expectations(tools, conversation.settings))
  }

  /// A decoder for the streamed answer to a request.
  public func decoder(answering request: EncodedRequest) -> any AnswerDecoder {
    OpenAIChatStreamDecoder(AnswerAssembler(request.expectations, ids: ids))
  }

  /// The events of an answer that came whole.
  public func events(of body: [UInt8], answering request: EncodedRequest) -> [StreamEvent] {
    OpenAIChatWholeAnswer.events(of: body, AnswerAssembler(request.expectations, ids: ids))
  }
}
