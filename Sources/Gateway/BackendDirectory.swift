import Conversations
import Dialects
import Reactor
import Routing
import Upstream

/// The backends there are, and which of them a request goes to.
@LoopActor
final class BackendDirectory {
  private let catalog: ModelCatalog
  private let models: [String: ModelConfiguration]
  private let anthropic: AnthropicMessages
  private let counters: PromptCounters?

  /// A directory over a catalogue.
  ///
  /// - Parameters:
  ///   - models: what the operator knows better than the servers, by `backend/model`.
  ///   - counters: what is known of models by their names.
  init(
    catalog: ModelCatalog, models: [String: ModelConfiguration], anthropic: AnthropicMessages,
    counters: PromptCounters?
  ) {
    self.catalog = catalog
    self.models = models
    self.anthropic = anthropic
    self.counters = counters
  }

  /// The first target of a request that its model's name alone decides about.
  ///
  /// - Parameter isLocalOnly: whether nothing of it is to leave this machine and its network, whatever the policy says.
  func route(_ client: ClientRequest, isLocalOnly: Bool = false) async throws(ClientError) -> Destination {
    var decision = try await decide(client, RequestClassifier.classify(client.facts))
    decision.isLocalOnly = decision.isLocalOnly || isLocalOnly
    let destination = await destination(of: decision.targets[0], by: decision)
    try destination.checkReach()
    try await checkTools(of: client, for: destination.target)
    return destination
  }

  /// Where a request goes.
  func decide(
    _ client: ClientRequest, _ classification: Classification
  ) async throws(ClientError) -> RouteDecision {
    do throws(RouteError) {
      return try await decide(
        client.chat.model, clientHasCredentials: client.admission.hasClientCredentials)
    } catch {
      throw ClientError(error.clientErrorKind, error.description, shouldRetry: false)
    }
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

  /// A local server may have loaded the model since it was last asked, or have been started since; then it is asked again.
  private func decide(_ model: String, clientHasCredentials: Bool) async throws(RouteError) -> RouteDecision {
    let listings = await catalog.listings()
    let known = Result { () throws(RouteError) in
      try choose(model, clientHasCredentials: clientHasCredentials, among: listings)
    }
    var isNews = false
    if case .success(let decision) = known {
      isNews = await catalog.hearFrom(backend: decision.targets[0].backend)
      if !isNews, decision.isNamed || !DefaultPolicy.mayBeLocal(model) { return decision }
    }
    if !isNews { isNews = await catalog.refresh(.unknownModel) }
    guard isNews else { return try known.get() }
    return try choose(model, clientHasCredentials: clientHasCredentials, among: await catalog.listings())
  }

  private func choose(
    _ model: String, clientHasCredentials: Bool, among listings: [BackendListing]
  ) throws(RouteError) -> RouteDecision {
    try DefaultPolicy.route(
      model: model, clientHasCredentials: clientHasCredentials, backends: listings.map(BackendSnapshot.init))
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
    }
    target.traits.toolUse = models[target.name]?.toolUse ?? backend.toolUse ?? target.traits.toolUse
    return Destination(
      target: target, rule: decision.rule, backend: backend, dialect: dialect(of: backend, for: target.model),
      slots: slots(of: target, at: listing), whereabouts: Whereabouts(of: card, at: backend),
      isLocalOnly: decision.isLocalOnly)
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

extension BackendSnapshot {
  /// What a policy may know of a listing.
  fileprivate init(_ listing: BackendListing) {
    self.init(
      name: listing.backend.name, dialect: listing.backend.dialect, isLocal: listing.backend.isLocal,
      credentials: listing.backend.showsClientCredentials ? .client : .own, models: listing.models)
  }
}

extension RouteError {
  fileprivate var clientErrorKind: ClientError.Kind {
    switch self {
    case .unknownModel: .notFound
    case .missingCredentials: .authentication
    }
  }
}
