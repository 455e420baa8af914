import Conversations
import Tokens
import Wire

/// The planning of one request: the order of things.
struct Planning {
  /// The least room for a conversation beside its fixed part, in tokens: below, a model cannot follow its own steps.
  private static let leastSpan = 768
  /// How often its quota the fixed part may take where there would be too few tools to work with.
  private static let quotasForFewTools = 2

  private let draft: ContextDraft
  private let budget: ContextBudget
  private let hints: ContextHints
  private let settings: ContextSettings
  private let ladder: FixedPartLadder
  private let size: PromptSize
  private let offer: ClientOffer

  /// The state as far as it has come.
  private var state: ContextState
  /// For each record its place in the request.
  private var places: [Int] = []
  /// Known messages of the request that come and go by nature.
  private var passing: [Int] = []
  /// The first message of the request that is not known.
  private var firstNew = 0
  /// Why the prompt is made anew; nil while it only grows.
  private var reason: ContextEpoch?
  /// The records that were forwarded before.
  private var wasHeld: Set<Int> = []

  init(
    _ draft: ContextDraft, after state: ContextState?, within budget: ContextBudget, _ hints: ContextHints,
    _ settings: ContextSettings, _ ladder: FixedPartLadder, _ template: ChatTemplate
  ) {
    self.draft = draft
    self.budget = budget
    self.hints = hints
    self.settings = settings
    self.ladder = ladder
    size = PromptSize(template: template)
    offer = ClientOffer(of: draft)
    self.state = ContextState(offer: offer, budget: budget)
    if let state, !state.records.isEmpty { open(state) } else { reason = .first }
  }

  /// Goes on from a state, or from nothing where it cannot be gone on from.
  private mutating func open(_ earlier: ContextState) {
    let alignment = Alignment(of: draft.request, with: earlier, parts: draft.parts)
    state = earlier
    wasHeld = Set(earlier.held.map(\.record))
    guard !alignment.places.isEmpty, alignment.places.count >= earlier.cut else {
      reason = .rewound
      return state.forgetConversation()
    }
    for (record, name) in alignment.aliases { state.records[record].alias = name }
    state.rollBack(to: alignment.places.count)
    if let open = state.openTurn { state.rollBack(to: open) }
    places = Array(alignment.places.prefix(state.records.count))
    firstNew = places.count < alignment.places.count ? alignment.places[places.count] : alignment.firstNew
    passing = alignment.passing.filter { $0 < firstNew }
  }

  /// Plans.
  mutating func run(counting counter: inout PromptCounter) throws(ContextOverflow) -> PlannedContext {
    state.turn += 1
    let incoming = Incoming(of: draft, from: firstNew)
    let asked = state.ask(for: incoming.tools + [draft.forcedTool].compactMap { $0 })
    let change = state.change(to: offer)
    reason = reason ?? (hints.hasOverflowed ? .overflow : change.reason)
    adopt(offer, asked: asked, counting: &counter)
    if reason != nil { renew(counting: &counter) }

    let known = state.records.count
    var intake = Intake(into: state, at: places, of: draft, settings: settings, size: size)
    intake.take(incoming, counting: &counter)
    intake.takePassing(passing, incoming, behind: known, counting: &counter)
    if reason == nil, let note = change.note { intake.tell(note, counting: &counter) }
    intake.closeSilence(counting: &counter)
    state = intake.state
    places = intake.places

    let removed = try cut(counting: &counter)
    let total = size.tokens(of: state)
    var outcome = PlannedContext(
      plan: state.plan(for: draft.request, at: places, tokens: budget.told(total)), state: state,
      report: report(sent: total, passing: intake.passingTokens), countedTokens: total,
      counted: intake.counted, removed: removed)
    outcome.state.leaveOpen(incoming)
    return outcome
  }

  // MARK: Fixed part

  /// Remembers what the client offers, counted once, and again when tools were found that waited for it.
  private mutating func adopt(_ offer: ClientOffer, asked: [String], counting counter: inout PromptCounter) {
    var offer = offer
    offer.tokens = state.offer.tokens
    let isFound = draft.tools.contains { $0.isDeferred && asked.contains($0.name) }
    if state.turn == 1 || offer != state.offer || isFound {
      offer.count(draft, used: state.usedTools, counting: &counter)
    }
    state.offer = offer
  }

  /// Decides anew what holds until the next epoch.
  private mutating func renew(counting counter: inout PromptCounter) {
    let quota = Int(settings.fixedQuota * Double(budget.counted(budget.window.tokens)))
    let most = max(
      0, budget.counted(budget.limit) - Self.leastSpan - size.fixed(.empty) - size.aroundMessage)
    settle(
      ladder.fitted(
        system: draft.system, tools: draft.tools, used: state.usedTools,
        after: state.epochs > 0 ? state.fixed : nil, into: min(max(0, quota - size.fixed(.empty)), most),
        orAtMost: min(Self.quotasForFewTools * quota, most), counting: &counter))
    state.epochs += 1
  }

  /// Leaves of the fixed part what a conversation cannot do without: before it is refused, tools that nobody has called
  /// and the words about the others give way.
  private mutating func renewToLeast(counting counter: inout PromptCounter) {
    settle(
      ladder.fitted(
        system: draft.system, tools: draft.tools, used: state.usedTools, after: nil, into: 0, orAtMost: 0,
        counting: &counter))
  }

  private mutating func settle(_ fixed: FixedPart) {
    state.fixed = fixed.settled(offer)
    let limit = budget.counted(budget.limit)
    state.terms = ContextTerms(budget: budget, span: max(0, limit - size.fixed(fixed)))
  }

  // MARK: Cutting

  /// Makes the prompt fit; gives what has left.
  private mutating func cut(counting counter: inout PromptCounter) throws(ContextOverflow) -> RemovedSteps? {
    let total = size.tokens(of: state)
    if reason == nil {
      if total > mostAllowed {
        reason = .full
      } else if hints.isCacheCold, total > worthCutting {
        reason = .cold
      }
      guard reason != nil else { return nil }
      renew(counting: &counter)
    } else if total <= (isFirst ? state.terms.limit : lowWater) {
      if !isFirst { state.dropSupersededNotes() }
      return nil
    }
    guard settings.strategy != .off, state.terms.span >= Self.leastSpan else { throw overflow }
    var epoch = self.epoch(counting: &counter)
    if size.tokens(of: epoch.state) > epoch.state.terms.limit, settings.compactTools {
      renewToLeast(counting: &counter)
      epoch = self.epoch(counting: &counter)
    }
    state = epoch.state
    guard size.tokens(of: state) <= state.terms.limit else { throw overflow }
    return removedSteps(epoch.removed)
  }

  private func epoch(counting counter: inout PromptCounter) -> Epoch {
    var epoch = Epoch(of: state, draft, settings: settings, size: size)
    epoch.run(digests: hints.finishedDigests, counting: &counter)
    return epoch
  }

  private var isFirst: Bool { if case .first? = reason { true } else { false } }

  /// The high-water mark, or what leaves the reserve of a smaller window or by a worse ratio than at the last epoch.
  private var mostAllowed: Int {
    let reserve = min(budget.reserve, state.terms.budget.reserve)
    return min(state.terms.limit, budget.counted(budget.window.tokens - reserve))
  }

  /// How much an epoch leaves.
  private var lowWater: Int { size.lowWater(of: state, settings) }

  /// What makes an epoch worth its loss when it costs nothing else: with less, one would be made after each pause.
  private var worthCutting: Int { (lowWater + mostAllowed) / 2 }

  private mutating func removedSteps(_ removed: RemovedTranscript) -> RemovedSteps? {
    guard let last = removed.last, !removed.text.isEmpty else { return nil }
    let end = draft.request.chain()[places[last]]
    let earlier = state.log.filter { $0.isDigest && !$0.isUnnamed }.map(\.text).joined(separator: "\n")
    guard state.log.name(digestsOf: state.turn, end) else { return nil }
    return RemovedSteps(end: end, earlierDigest: earlier, transcript: removed.text)
  }

  private var overflow: ContextOverflow {
    let told = budget.told
    let newest = state.held.last.map { size.tokens(of: $0) } ?? 0
    let task = state.held.first { $0.record == state.task }.map { size.tokens(of: $0) } ?? 0
    let parts = [
      ContextOverflow.Part(name: "tools", tokens: told(state.fixed.toolTokens)),
      ContextOverflow.Part(name: "system prompt", tokens: told(state.fixed.systemTokens)),
      ContextOverflow.Part(name: "first task", tokens: told(task)),
      ContextOverflow.Part(name: "newest message", tokens: told(newest)),
    ]
    return ContextOverflow(
      tokens: told(size.tokens(of: state)), limit: budget.limit,
      biggest: parts.filter { $0.tokens > 0 }.sorted { $0.tokens > $1.tokens })
  }

  private func report(sent total: Int, passing: Int) -> ContextReport {
    let original = state.records.reduce(size.fixed(.empty) + state.offer.tokens + passing) { $0 + $1.tokens }
    return ContextReport(
      of: state, at: places, original: original, sent: total, size: size, by: budget, epoch: reason,
      wasHeld: wasHeld)
  }
}

extension ContextState {
  /// Remembers that tools were called or asked for; gives those that were not before.
  fileprivate mutating func ask(for tools: [String]) -> [String] {
    let known = usedTools.count
    for tool in tools where !usedTools.contains(tool) { usedTools.append(tool) }
    return Array(usedTools[known...])
  }

  /// Forgets the conversation; what was decided for the session stays.
  fileprivate mutating func forgetConversation() {
    rollBack(to: 0)
    log = []
    notes = []
    cut = 0
    passing = [:]
    stripped = [:]
  }

  /// Forgets the assistant's last messages where they end the request with calls: with the results to come, they are said
  /// otherwise.
  fileprivate mutating func leaveOpen(_ incoming: Incoming) {
    let last = incoming.spoken.reversed().prefix { $0.message.role == .assistant }
    let calls = last.contains { item in
      item.parts.contains { if case .toolCall = $0 { true } else { false } }
    }
    if calls { rollBack(to: beginningOfTurn(of: records.count - 1)) }
  }
}
