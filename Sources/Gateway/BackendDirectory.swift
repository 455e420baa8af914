import Conversations
import Dialects
import Reactor
import Routing
import Upstream

/// The backends there are, and which of them a request goes to.
@LoopActor
final class BackendDirectory {
  private let catalog: ModelCatalog
  private let router: Router
  private let others: [String: Policy]
  private let sessions: SessionRoutes
  private let prices: Prices?
  private let models: [String: ModelConfiguration]
  private let anthropic: AnthropicMessages
  private let counters: PromptCounters?
  private let health: HealthBoard?

  /// A directory over a catalogue.
  ///
  /// - Parameters:
  ///   - policy: what decides where requests go.
  ///   - others: policies that tokens may name, by their names.
  ///   - sessions: where sessions have been sent.
  ///   - health: how targets do; nil where nobody knows.
  ///   - prices: what they cost; nil where nobody asks.
  ///   - models: what the operator knows better than the servers, by `backend/model`.
  ///   - counters: what is known of models by their names.
  init(
    catalog: ModelCatalog, policy: Policy, others: [String: Policy] = [:],
    sessions: SessionRoutes = SessionRoutes(), health: HealthBoard? = nil, prices: Prices? = nil,
    models: [String: ModelConfiguration], anthropic: AnthropicMessages, counters: PromptCounters?
  ) {
    self.catalog = catalog
    router = Router(policy)
    self.others = others
    self.sessions = sessions
    self.health = health
    self.prices = prices
    self.models = models
    self.anthropic = anthropic
    self.counters = counters
  }

  /// What decides where a request goes: the policy that its token names, or the one of the configuration.
  func policy(for client: ClientRequest) -> Policy {
    client.admission.policy.flatMap { others[$0] } ?? router.policy
  }

  /// What a request is for, and how hard.
  func classify(_ client: ClientRequest) -> Classification {
    RequestClassifier.classify(client.facts, by: policy(for: client).classifier)
  }

  /// The first target of a request that is of no session.
  func route(_ client: ClientRequest) async throws(ClientError) -> Destination {
    let decision = try await decide(client, classify(client), at: nil)
    let destination = await destination(of: decision.targets[0], by: decision)
    try destination.checkReach()
    try await checkTools(of: client, for: destination.target)
    return destination
  }

  /// Where a request goes.
  ///
  /// - Parameter state: where in which session it stands; nil for one that is of no session.
  func decide(
    _ client: ClientRequest, _ classification: Classification, at state: SessionState?
  ) async throws(ClientError) -> RouteDecision {
    if let state { await sessions.recall(state, now: LoopActor.shared.loop.now) }
    let query = query(client, classification, at: state)
    let router = try router(for: client)
    do throws(RouteError) {
      let decision = try await decide(query, by: router)
      if let state, !classification.kind.isSide {
        sessions.note(decision, of: state.session, now: LoopActor.shared.loop.now)
      }
      return decision
    } catch {
      throw ClientError(error.clientErrorKind, error.description, shouldRetry: false)
    }
  }

  /// Whether the policy says who does what nobody waits for.
  var hasBackgroundTier: Bool { router.policy.tier(named: PolicyConfiguration.backgroundTier) != nil }

  /// The targets that do what nobody waits for, in order.
  ///
  /// - Parameter isLocalOnly: whether nothing of it is to leave this machine and its network.
  func backgroundTargets(isLocalOnly: Bool) async -> [Target] {
    let query = RouteQuery(
      facts: RequestFacts(shape: RequestShape(messageCount: 1), model: ""),
      classification: Classification(kind: .background, mark: "of the gateway itself"),
      hasClientCredentials: false, isLocalOnly: isLocalOnly, backends: await snapshots(),
      minuteOfDay: LocalTime.minuteOfDay())
    return router.targets(ofTier: PolicyConfiguration.backgroundTier, query) { condition(of: $0) }
  }

  /// A model that takes no tools refuses them in words that help nobody.
  func checkTools(of client: ClientRequest, for target: Target) async throws(ClientError) {
    guard case .none = target.traits.toolUse, client.dialect.shape(of: client.chat).toolCount > 0 else {
      return
    }
    let others = await catalog.listings().flatMap { listing in
      listing.models.filter { $0.traits.toolUse != .none }.map { "\(listing.backend.name)/\($0.id)" }
    }
    let named =
      others.isEmpty ? "" : "Models here that take them: \(others.prefix(5).joined(separator: ", ")). "
    throw ClientError(
      .invalidRequest,
      "\(target.name) takes no tools. \(named)Or have tools described to it in words: tools: prompt in "
        + "models.\(target.name).", shouldRetry: false)
  }

  private func query(
    _ client: ClientRequest, _ classification: Classification, at state: SessionState?
  ) -> RouteQuery {
    let now = LoopActor.shared.loop.now
    if let state, client.facts.hints.isLocalOnly { sessions.keepLocal(state.session, now: now) }
    return RouteQuery(
      facts: client.facts, classification: classification,
      hasClientCredentials: client.admission.hasClientCredentials,
      earlier: state.flatMap { sessions.earlier(of: $0.session, now: now) },
      isLocalOnly: state.map { sessions.isLocalOnly($0.session) } ?? false, backends: [],
      minuteOfDay: LocalTime.minuteOfDay())
  }

  private func router(for client: ClientRequest) throws(ClientError) -> Router {
    guard let name = client.admission.policy else { return router }
    guard let policy = others[name] else {
      throw ClientError(
        .permission,
        "the policy '\(name)' of this token is not there, or not in order: see ctxgw policy list",
        shouldRetry: false)
    }
    return Router(policy)
  }

  /// A local server may have loaded the model since it was last asked, or have been started since; then it is asked again.
  private func decide(_ query: RouteQuery, by router: Router) async throws(RouteError) -> RouteDecision {
    var query = query
    query.backends = await snapshots()
    let known = Result { [query] () throws(RouteError) in try choose(query, by: router) }
    let mayBeLocal = router.policy.takesNamedModels && LocalAlias.mayBeLocal(query.facts.model)
    var isNews = false
    if case .success(let decision) = known {
      isNews = await catalog.hearFrom(backend: decision.targets[0].backend)
      if !isNews, decision.isNamed || !mayBeLocal { return decision }
    }
    if !isNews { isNews = await catalog.refresh(.unknownModel) }
    guard isNews else { return try known.get() }
    query.backends = await snapshots()
    return try choose(query, by: router)
  }

  private func choose(_ query: RouteQuery, by router: Router) throws(RouteError) -> RouteDecision {
    var decision = try router.route(query) { condition(of: $0) }
    // What the configuration says of rules, it says of its own.
    if router.policy != self.router.policy { decision.ruleIndex = nil }
    return decision
  }

  private func snapshots() async -> [BackendSnapshot] {
    await catalog.listings().map { BackendSnapshot($0, models) }
  }

  /// How a target does, and what it costs.
  private func condition(of target: Target) -> TargetCondition {
    let health = health?.health(of: target.backend, target.model) ?? .unknown
    return TargetCondition(
      isLow: health.isLow,
      firstEventMilliseconds: health.speed.firstEventMilliseconds,
      tokensPerSecond: health.speed.tokensPerSecond,
      price: prices?[target.backend, target.model])
  }

  /// How one speaks to a target.
  ///
  /// - Parameter decision: the one that chose it.
  func destination(of chosen: Target, by decision: RouteDecision) async -> Destination {
    let listings = await catalog.listings()
    guard let listing = listings.first(where: { $0.backend.name == chosen.backend }) else {
      preconditionFailure("the policy chooses among the backends it is given")
    }
    var target = chosen
    let backend = listing.backend
    let window = models[target.name]?.window
    let card = await catalog.card(of: target.model, at: target.backend, configured: window)
    if let card {
      (target.window, target.traits) = (card.window, card.traits)
      target.isLocal = target.isLocal && !card.isRemote
    } else if let window {
      target.window = ContextWindow(tokens: window, source: .configured)
    } else if let listed = listing.models.first(where: { $0.id == target.model }) {
      // The server may have told more since the target was chosen.
      (target.window, target.traits) = (listed.window, listed.traits)
    } else if let window = backend.window {
      target.window = ContextWindow(tokens: window, source: .configured)
    }
    target.traits.toolUse = models[target.name]?.toolUse ?? backend.toolUse ?? target.traits.toolUse
    return Destination(
      target: target, rule: decision.rule, ruleIndex: decision.ruleIndex, backend: backend,
      dialect: dialect(of: backend, for: target.model), slots: slots(of: target, at: listing),
      whereabouts: Whereabouts(of: card, at: backend), isLocalOnly: decision.isLocalOnly)
  }

  private func slots(of target: Target, at listing: BackendListing) -> Int? {
    guard case .llamaServer = listing.backend.kind.listing else { return nil }
    return listing.models.first { $0.id == target.model }?.slots
  }

  private func dialect(of backend: Backend, for model: String) -> any BackendDialect {
    switch backend.dialect {
    case .anthropicMessages: anthropic.speaking(to: anthropicQuirks(of: backend, model))
    case .openAIChat: OpenAIChat(quirks: backend.quirks)
    case .openAIResponses: OpenAIResponses(quirks: backend.isImitation ? .compatible : .openAI)
    case .ollamaChat: OllamaChat(keepAlive: backend.keepAlive)
    case .geminiGenerate: GeminiGenerate()
    }
  }

  /// A Claude takes the same things wherever it is sold.
  private func anthropicQuirks(of backend: Backend, _ model: String) -> AnthropicQuirks {
    let isClaude = backend.kind.vendor == "anthropic" || model.lowercased().contains("claude")
    var quirks = isClaude ? AnthropicQuirks.anthropic : .compatible
    quirks.mostOutputTokens = counters?.mostOutputTokens(of: model) ?? quirks.mostOutputTokens
    return quirks
  }

  /// Notes that a backend has answered. Where nobody knew its window it may have loaded the model only now, and have one to
  /// tell.
  func noteAnswer(to attempt: Attempt) {
    if case .assumed? = attempt.fitting?.knownWindow.source {
      catalog.invalidate(backend: attempt.destination.target.backend)
    }
  }

  /// Notes that a local backend failed in a way that what is known of it may be out of date.
  func note(_ error: UpstreamError, of target: Target) {
    switch error.reason {
    case .contextOverflow, .modelNotFound, .unavailable, .overloaded, .emptyResponse:
      catalog.invalidate(backend: target.backend)
    default: break
    }
  }
}

extension RouteError {
  fileprivate var clientErrorKind: ClientError.Kind {
    switch self {
    case .unknownModel, .noRule: .notFound
    case .missingCredentials: .authentication
    case .notLocal: .permission
    case .emptyTier(let tier): tier.clientErrorKind
    }
  }
}

extension RouteError.EmptyTier {
  /// What the client could do about it decides: bring credentials, do without privacy, or nothing.
  fileprivate var clientErrorKind: ClientError.Kind {
    let causes = Set(skipped.map(\.cause))
    if causes.contains(.noCredentials) { return .authentication }
    return causes.contains(.notLocal) ? .permission : .notFound
  }
}
