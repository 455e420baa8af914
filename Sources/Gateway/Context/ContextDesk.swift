import ContextEngine
import Conversations
import Dialects
import Reactor
import Store
import Tokens
import Upstream
import Wire

/// Makes requests fit their targets: finds the state to go on from, has the planner decide, keeps what came of it, and
/// learns from what backends report.
@LoopActor
final class ContextDesk {
  /// Bodies from this size on are planned on the worker, in bytes: reading and counting run at some 20 MB/s.
  private static let longWork = 32 << 10

  private let configuration: Configuration
  private let store: ConversationStore
  private let counters: PromptCounters
  private let toolTexts: ToolTexts
  private let tell: @Sendable (String) -> Void
  private let knowledge: ContextKnowledge

  private var memory: ContextMemory { knowledge.memory }

  /// A desk for a configuration.
  ///
  /// - Parameters:
  ///   - knowledge: what is known from before, and what is learned here.
  ///   - tell: takes lines for the operator, each with its line feed.
  init(
    _ configuration: Configuration, knowledge: ContextKnowledge, store: ConversationStore,
    counters: PromptCounters, toolTexts: ToolTexts, tell: @escaping @Sendable (String) -> Void
  ) {
    self.configuration = configuration
    self.knowledge = knowledge
    self.store = store
    self.counters = counters
    self.toolTexts = toolTexts
    self.tell = tell
  }

  // MARK: Fitting

  /// A request made to fit; nil for one that goes out as it came.
  ///
  /// - Parameters:
  ///   - state: where in which session it stands.
  ///   - overflowed: whether the backend has just refused a prompt that was thought to fit.
  func fit(
    _ client: ClientRequest, to destination: Destination, at state: SessionState,
    overflowed: Bool = false
  ) async throws(ClientError) -> Fitting? {
    guard destination.isFitted else { return nil }
    let (request, dialect) = (client.chat, client.dialect)
    let target = destination.target
    let key = ContextKey(
      session: state.session, branch: state.branch, backend: target.backend, model: target.model)
    let earlier = await memory.state(for: request, key, spokenBy: dialect, at: state)
    let tokenizer = counters.tokenizer(of: target.model)
    let counted = await memory.counts(
      of: request, by: tokenizer, asksStore: earlier == nil && state.knownMessages > 0)
    let settings = configuration.contextSettings(of: destination)
    let budget = budget(of: request, destination)
    let hints = ContextHints(
      isCacheCold: isCold(destination), hasOverflowed: overflowed,
      finishedDigests: Dictionary(knowledge.digests.map { ($0.end, $0.text) }, uniquingKeysWith: { $1 }))
    let planner = ContextPlanner(settings: settings, toolTexts: toolTexts)
    let work: @Sendable () throws(ClientError) -> PlannedContext = { [counters] () throws(ClientError) in
      let draft = try ContextDraft(request, in: dialect, traits: target.traits, counts: counted)
      return try counters.lend(for: target.model) { (counter) throws(ClientError) in
        try planner.fitted(
          draft, after: earlier, within: budget, hints: hints,
          counting: &counter, for: destination)
      }
    }
    let planned = try await offLoop(if: request.document.bytes.count >= Self.longWork, work)
    memory.remember(planned.counted, by: tokenizer)
    // A request of the target's own dialect that fits needs no other form.
    if request.dialect == target.dialect, earlier == nil, !overflowed,
      planned.report.originalTokens <= budget.limit
    {
      return nil
    }
    return Fitting(
      key: key, planned: planned, budget: budget, knownWindow: destination.knownWindow, settings: settings,
      tokenizer: tokenizer,
      movesOn: state.placement != .side)
  }

  private func budget(of request: ChatRequest, _ destination: Destination) -> ContextBudget {
    let target = destination.target
    let calibration = knowledge.lessons.calibration(of: target.name) ?? Calibration()
    return ContextBudget(
      window: window(of: destination), requested: request.maxOutputTokens,
      configuredReserve: configuration.models[target.name]?.reserveOutput
        ?? destination.backend.reserveOutput,
      ratio: calibration.ratio, marginShare: calibration.marginShare)
  }

  private func window(of destination: Destination) -> ContextWindow {
    window(of: destination.target.name, known: destination.knownWindow)
  }

  /// A target's window: what it has named itself when it refused a prompt, else what is known of it.
  func window(of target: String, known: ContextWindow) -> ContextWindow {
    knowledge.lessons.window(of: target, known: known)
  }

  /// Whether the server has unloaded the model since it was used last, and its cache with it. That another line has taken
  /// the place of this one's cache cannot be told: servers keep several.
  private func isCold(_ destination: Destination) -> Bool {
    guard let limit = destination.backend.kind.unloadsAfterSeconds,
      let age = knowledge.lessons.secondsSinceUse(of: destination.target.name, now: LoopActor.shared.loop.now)
    else { return false }
    return age >= limit
  }

  // MARK: Counting

  /// The tokens of a request as it was sent, by the target's tokenizer or the estimate for its family.
  func count(
    _ client: ClientRequest, for destination: Destination
  ) async throws(ClientError) -> Int {
    let (request, dialect) = (client.chat, client.dialect)
    let model = destination.target.model
    return try await offLoop(if: request.document.bytes.count >= Self.longWork) {
      [counters] () throws(ClientError) in
      let conversation = try dialect.conversation(of: request)
      return counters.lend(for: model) { $0.count(conversation).total }
    }
  }

  /// A count as the client is told it: in proportion, where its costs are told so.
  func told(_ tokens: Int, by destination: Destination) -> Int {
    let settings = configuration.contextSettings(of: destination)
    guard destination.isFitted, settings.usage == .scaled else { return tokens }
    return UsageReporting.scaled(tokens, UsageReporting.scale(settings, window: window(of: destination)))
  }

  // MARK: Keeping

  /// Keeps what the next request goes on from, now that the backend has taken this one, learns from what it has reported,
  /// and notes in the turn what is to be written down.
  func keep(_ attempt: Attempt, _ turn: inout Turn) {
    guard let fitting = attempt.fitting else { return }
    knowledge.lessons.use(fitting.target, at: LoopActor.shared.loop.now)
    let state = fitting.movesOn ? memory.keep(fitting.planned.state, of: fitting.key) : nil
    turn.context = TurnContext(key: fitting.key, report: fitting.report, state: state)
    turn.counts = fitting.planned.counted
    turn.countsTokenizer = fitting.tokenizer
    if let prompt = turn.usage?.prompt, let note = learn(reported: prompt, of: fitting) {
      turn.notes.append(note)
    }
  }

  // MARK: Learning

  /// Whether the backend should be asked for an exact count before a prompt is sent: where nothing is known of how its
  /// counts differ from ours, or where a usual error would make the prompt too long.
  func wantsExactCount(of fitting: Fitting) -> Bool {
    fitting.fillsItsRoom || knowledge.lessons.calibration(of: fitting.target) == nil
  }

  /// Learns from a count of the backend's, and says what is wrong with it.
  ///
  /// - Returns: a note for the operator about a prompt that was cut without a word; nil when all is well.
  @discardableResult
  func learn(reported: Int, of fitting: Fitting) -> String? {
    let (calibration, finding) = knowledge.lessons.learn(
      reported: reported, counted: fitting.planned.countedTokens, of: fitting.target)
    store.keep(
      StoredCalibration(
        backend: fitting.key.backend, model: fitting.key.model, body: calibration.encoded()))
    guard case .truncated(let reported, let sent)? = finding else { return nil }
    let note =
      "the backend counted \(reported) tokens of a prompt of about \(sent): it has cut the prompt silently; "
      + "make its window larger, or set models.\(fitting.target).window to what it really holds"
    tell("ctxgw: \(fitting.target): \(note)\n")
    return note
  }

  /// Learns from a failure: from an overflow of a prompt that was thought to fit, how large the window is and how the
  /// backend counts. An answer without a word to a prompt that all but fills its room is taken for one too: that is how
  /// some versions of LM Studio refuse.
  ///
  /// - Returns: whether the request can be made to fit better and sent again.
  func learn(_ error: UpstreamError, of attempt: Attempt) -> Bool {
    guard let fitting = attempt.fitting else { return learn(error, ofUntouched: attempt.destination) }
    switch error.reason {
    case .contextOverflow(let prompt, let limit):
      if let limit {
        knowledge.lessons.learn(
          window: limit, below: fitting.budget.window, insteadOf: fitting.knownWindow, of: fitting.target)
      }
      if let prompt { learn(reported: prompt, of: fitting) }
    case .emptyResponse:
      guard fitting.fillsItsRoom else { return false }
    default: return false
    }
    return fitting.settings.strategy != .off
  }

  /// Learns from the refusal of a prompt that was left as it came, because it was thought to fit. How the backend counts is
  /// not learned of it: nobody has counted what was sent.
  private func learn(_ error: UpstreamError, ofUntouched destination: Destination) -> Bool {
    guard destination.isFitted, case .contextOverflow(_, let limit) = error.reason else { return false }
    let target = destination.target
    if let limit {
      knowledge.lessons.learn(
        window: limit, below: window(of: destination), insteadOf: destination.knownWindow, of: target.name)
    }
    return configuration.contextSettings(of: destination).strategy != .off
  }
}

extension Destination {
  /// The target's window as its server, the operator or the table says, or else as it is assumed.
  fileprivate var knownWindow: ContextWindow {
    target.window ?? ContextWindow(tokens: backend.unknownWindow, source: .assumed)
  }
}

extension Fitting {
  /// The target's name.
  var target: String { "\(key.backend)/\(key.model)" }

  /// Whether a usual error of the count would make the prompt too long.
  fileprivate var fillsItsRoom: Bool { report.sentTokens > budget.limit * 9 / 10 }
}

extension ContextDraft {
  /// What a dialect has read of a request.
  init(
    _ request: ChatRequest, in dialect: any ClientDialect, traits: ModelTraits, counts: [Fingerprint: [Int]]
  ) throws(ClientError) {
    self.init(
      request: request, system: try dialect.system(of: request), tools: try dialect.tools(of: request),
      forcedTool: dialect.forcedTool(of: request), traits: traits, counts: counts,
      parts: { dialect.readableParts(of: $0) })
  }
}

extension ContextPlanner {
  /// A plan, or what a client is told where there is none.
  fileprivate func fitted(
    _ draft: ContextDraft, after state: ContextState?, within budget: ContextBudget, hints: ContextHints,
    counting counter: inout PromptCounter, for destination: Destination
  ) throws(ClientError) -> PlannedContext {
    do throws(ContextOverflow) {
      return try plan(draft, after: state, within: budget, hints: hints, counting: &counter)
    } catch {
      throw error.clientError(for: destination, window: budget.window)
    }
  }
}
