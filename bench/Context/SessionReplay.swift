import ContextReplay
import Conversations
import Dialects
import Routing
import Store
import Tokens
import Wire

/// One replay: what clients send, turn by turn, through the gateway's reading and store and then down every lane.
struct SessionReplay {
  /// What clients send, in its order.
  let turns: [ClientTurn]
  /// What the turns of the first conversation need; nil where nobody knows.
  let needs: SessionNeeds?
  /// What is looked for in prompts.
  let probes: ProbeList
  /// The window.
  let window: WindowCase
  /// The dialect of the target.
  let dialect: DialectName

  /// What makes a lane: its name, and how its policy is made.
  typealias LaneMaker = (_ parts: LaneParts) -> [Lane]

  /// What lanes are made of.
  struct LaneParts {
    let reader: PromptReader
    let client: AnthropicMessages
    let sizes: MessageSizes
    let target: Target
  }

  /// Runs all turns; gives the lanes as they ended up, and how many turns found their session.
  func run(counting vocabulary: Vocabulary, down lanes: LaneMaker) async throws -> (
    lanes: [Lane], placements: Placements
  ) {
    let reader = PromptReader(counting: vocabulary, for: probes)
    let client = AnthropicMessages()
    let sizes = MessageSizes(span: window.limit - window.fixedPart, reader: reader, dialect: client)
    let target = window.target(speaking: dialect)
    let lanes = lanes(LaneParts(reader: reader, client: client, sizes: sizes, target: target))
    let store = try ConversationStore(.memory, for: .serving)
    var placements = Placements()
    var full: Set<Int> = []
    for turn in turns {
      let request = try client.read(JSONDocument(parsing: turn.body), fields: turn.fields)
      let kind = RequestClassifier.classify(client.shape(of: request), client: request.client).kind
      let state = await store.recall(request, kind: kind)
      placements.note(state, of: turn)
      let whole = try wholePrompt(of: request, reader, client, target)
      if whole.tokens > window.limit { full.insert(turn.conversation) }
      let policyTurn = PolicyTurn(
        request: request,
        key: ContextKey(
          session: state.session, branch: state.branch, backend: target.backend, model: target.model),
        messages: try sizes.messages(of: request), fixedTokens: whole.fixedTokens, window: window)
      let circumstances = Lane.Circumstances(
        needs: turn.conversation == 0 ? needs : nil, answer: turn.answer,
        isFull: full.contains(turn.conversation), isSide: kind.isSide, originalTokens: whole.tokens)
      for lane in lanes { try lane.forward(policyTurn, circumstances) }
      store.settle(try settled(turn, request, state, kind, client))
    }
    await store.close()
    return (lanes, placements)
  }

  /// The prompt that everything together would be.
  private func wholePrompt(
    of request: ChatRequest, _ reader: PromptReader, _ client: AnthropicMessages, _ target: Target
  ) throws -> ForwardedPrompt {
    let encoded = try OpenAIChat().encode(
      request, for: target, plan: .untouched, conversation: client.conversation(of:following:))
    return reader.prompt(of: try JSONDocument(parsing: encoded.body).root, in: .openAIChat)
  }

  /// The turn as the gateway writes it down.
  private func settled(
    _ turn: ClientTurn, _ request: ChatRequest, _ state: SessionState, _ kind: RequestKind,
    _ client: AnthropicMessages
  ) throws -> Turn {
    var settled = Turn(
      state: state, kind: kind, request: request, receivedAt: 0, requestBytes: request.document.bytes.count)
    settled.outcome = .completed
    settled.status = 200
    let echo = try client.read(
      JSONDocument(parsing: RequestBody(messages: [turn.reply]).bytes), fields: HTTPFields())
    settled.answer = RecordedAnswer(body: turn.reply, fingerprint: echo.messages[0].fingerprint)
    return settled
  }
}
