import Reactor
import Upstream

/// The gateway as one configuration makes it. It never changes: under another configuration there is another edition, and
/// requests under way are finished by the one that took them.
@LoopActor
struct Edition {
  let configuration: Configuration
  let catalog: ModelCatalog
  let survey: OfferedModelSurvey
  /// Who answers requests.
  let desk: FrontDesk

  /// An edition over what is there.
  init(_ configuration: Configuration, _ parts: GatewayParts) {
    self.configuration = configuration
    catalog = ModelCatalog(configuration, transport: parts.transport)
    let contexts = ContextDesk(
      configuration, knowledge: parts.knowledge, store: parts.store, counters: parts.counters,
      toolTexts: parts.toolTexts, tell: parts.tell)
    survey = OfferedModelSurvey(
      configuration, catalog: catalog, counters: parts.counters,
      learned: { contexts.window(of: $0, known: $1) })
    let prices = Prices(configuration.backends, parts.counters)
    let backends = BackendDirectory(
      catalog: catalog, policy: configuration.policy.policy, others: configuration.policies.all,
      sessions: parts.sessions, health: parts.health, prices: prices, models: configuration.models,
      anthropic: parts.dialects.anthropic, counters: parts.counters)
    let exact = ExactCount(transport: parts.transport)
    let bodies = BodyReader(limit: configuration.server.maxBody, store: parts.store)
    desk = FrontDesk(
      access: AccessPolicy(
        token: configuration.server.authToken?.text, allowedHosts: configuration.server.allowedHosts),
      tokens: parts.tokens,
      dialects: parts.dialects,
      pipeline: Pipeline(
        store: parts.store, backends: backends, bodies: bodies,
        failover: Failover(
          configuration, parts, backends: backends,
          preparation: Preparation(
            contexts: contexts, reasoning: parts.reasoning, repairs: parts.repairs, slots: parts.slots,
            count: exact)),
        places: parts.run.places,
        budgets: TokenBudgets(
          store: parts.store, prices: prices,
          spending: parts.spending),
        patience: configuration.server.keepAlive),
      counting: TokenCounting(
        dialect: parts.dialects.anthropic, backends: backends, bodies: bodies, contexts: contexts,
        exact: exact),
      models: ModelRoutes(survey: survey, dialects: parts.dialects),
      admin: AdminRoutes(
        store: parts.store, run: parts.run,
        status: StatusSurvey(
          configuration: configuration, catalog: catalog, health: parts.health, run: parts.run)))
  }

  /// Takes up what an earlier edition has found out, and begins to find out the rest.
  func follow(_ earlier: Edition) {
    catalog.takeUp(earlier.catalog)
    survey.takeUp(earlier.survey)
    catalog.askNewcomers()
    survey.begin()
  }
}

extension Failover {
  /// The loop over targets, with somebody who writes digests.
  fileprivate init(
    _ configuration: Configuration, _ parts: GatewayParts, backends: BackendDirectory,
    preparation: Preparation
  ) {
    self.init(
      backends: backends, transport: parts.transport, preparation: preparation,
      digests: DigestWriter(
        dialect: parts.dialects.anthropic, backends: backends,
        transport: parts.transport, health: parts.health, preparation: preparation, counters: parts.counters,
        knowledge: parts.knowledge, queue: parts.digests, tell: parts.tell),
      health: parts.health, resilience: configuration.policy.resilience)
  }
}
