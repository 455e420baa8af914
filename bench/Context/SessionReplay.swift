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
  var needs: SessionNeeds?
  /// The facts that were planted into the first conversation.
  var needles: [Needle] = []
  /// The places of the answers in the first conversation's session.
  var answers: [Int] = []
  /// What is looked for in prompts.
  let probes: ProbeList
  /// The window.
  let window: WindowCase
  /// The dialect of the target.
  let dialect: DialectName

  /// What lanes are made of.
  struct LaneParts {
    let reader: PromptReader
    let client: AnthropicMessages
    let sizes: MessageSizes
    let target: Target
  }

  /// What came of it.
  struct Outcome: Sendable {
    /// What each lane did, by its name.
    var tallies: [(name: String, tally: Tally)]
    /// How many turns found their session.
    var placements: Placements
  }

  /// Runs all turns down the lanes that `lanes` makes.
  func run(counting vocabulary: Vocabulary, down lanes: (LaneParts) throws -> [Lane]) async throws -> Outcome
  {
    let reader = PromptReader(counting: vocabulary, for: probes)
    let client = AnthropicMessages()
    let sizes = MessageSizes(span: window.limit - window.fixedPart, reader: reader, dialect: client)
    let parts = LaneParts(
      reader: reader, client: client, sizes: sizes, target: window.target(speaking: dialect))
    let lanes = try lanes(parts)
    let store = try ConversationStore(.memory, for: .serving, options: Self.storeOptions)
    var placements = Placements()
    var full: Set<Int> = []
    for turn in turns {
      let request = try client.read(JSONDocument(parsing: turn.body), fields: turn.fields)
      let kind = RequestClassifier.classify(
        RequestFacts(shape: client.shape(of: request), client: request.client, model: request.model)
      ).kind
      let state = await store.recall(request, kind: kind)
      placements.note(state, of: turn)
      let whole = try wholePrompt(of: request, parts)
      if whole.tokens > window.limit { full.insert(turn.conversation) }
      let seen = PolicyTurn(
        request: request,
        key: ContextKey(
          session: state.session, branch: state.branch, backend: parts.target.backend,
          model: parts.target.model),
        messages: try sizes.messages(of: request), fixedTokens: whole.fixedTokens, window: window,
        traits: parts.target.traits, isSide: kind.isSide)
      let circumstances = circumstances(of: turn, whole, isFull: full.contains(turn.conversation))
      for lane in lanes { try lane.forward(seen, circumstances) }
      store.settle(try settled(turn, request, state, kind, client))
    }
    await store.close()
    return Outcome(tallies: lanes.map { ($0.name, $0.tally) }, placements: placements)
  }

  private func circumstances(
    of turn: ClientTurn, _ whole: ForwardedPrompt, isFull: Bool
  ) -> Lane.Circumstances {
    let isFirst = turn.conversation == 0
    return Lane.Circumstances(
      needs: isFirst ? needs : nil, answer: turn.answer,
      step: isFirst ? turn.answer.flatMap { answers.firstIndex(of: $0) } : nil, needles: needles,
      isRewound: turn.place == .rewound, isFull: isFull,
      originalTokens: whole.tokens)
  }

  /// A store in which no time passes: what is recorded must not become old.
  private static var storeOptions: StoreOptions {
    var options = StoreOptions()
    options.now = { 0 }
    return options
  }

  /// The prompt that everything together would be.
  private func wholePrompt(of request: ChatRequest, _ parts: LaneParts) throws -> ForwardedPrompt {
    let encoded = try OpenAIChat().encode(
      request, for: parts.target, plan: .untouched, conversation: parts.client.conversation(of:following:))
    return parts.reader.prompt(of: try JSONDocument(parsing: encoded.body).root, in: .openAIChat)
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
    settled.answer = RecordedAnswer(messages: [
      RecordedMessage(body: turn.reply, fingerprint: echo.messages[0].fingerprint)
    ])
    return settled
  }
}
