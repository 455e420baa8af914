import Conversations
import Dialects
import Reactor
import Server
import Store
import Upstream
import Wire

/// The gateway in one piece: the server, and who answers what is asked of it.
@LoopActor
final class Gateway {
  private let server: HTTPServer
  private let store: ConversationStore
  private let digests: DigestWriter
  private let survey: OfferedModelSurvey

  /// A gateway that listens nowhere yet.
  init(
    _ configuration: Configuration, store: ConversationStore, catalog: ModelCatalog,
    transport: CurlTransport, contexts: ContextDesk, counters: PromptCounters,
    tell: @escaping @Sendable (String) -> Void
  ) {
    let dialects = ClientDialects()
    let backends = BackendDirectory(
      catalog: catalog, models: configuration.models, anthropic: dialects.anthropic,
      counters: counters)
    let exact = ExactCount(transport: transport)
    let preparation = Preparation(
      contexts: contexts, reasoning: ReasoningShelf(store: store), repairs: RepairDesk(),
      slots: SlotDesk(), count: exact)
    digests = DigestWriter(
      targets: configuration.policy.background, dialect: dialects.anthropic, backends: backends,
      transport: transport,
      preparation: preparation, counters: counters, tell: tell)
    let bodies = BodyReader(limit: configuration.server.maxBody, store: store)
    survey = OfferedModelSurvey(
      configuration, catalog: catalog, counters: counters,
      learned: { contexts.window(of: $0, known: $1) })
    let desk = FrontDesk(
      access: AccessPolicy(
        token: configuration.server.authToken?.text, allowedHosts: configuration.server.allowedHosts),
      dialects: dialects,
      pipeline: Pipeline(
        store: store, backends: backends, bodies: bodies,
        failover: Failover(
          backends: backends, transport: transport, preparation: preparation, digests: digests,
          health: HealthBoard(), resumes: false),
        places: Places(configuration.server.maxConcurrentStreams), patience: configuration.server.keepAlive),
      counting: TokenCounting(
        dialect: dialects.anthropic, backends: backends, bodies: bodies, contexts: contexts, exact: exact),
      models: ModelRoutes(survey: survey, dialects: dialects),
      admin: AdminRoutes(store: store))
    self.store = store
    server = HTTPServer(limits: configuration.server.limits, refusal: desk.refusal) { exchange in
      await desk.answer(exchange)
    }
  }

  /// Takes connections, and returns the port.
  func listen(on address: ListenAddress) throws(SocketError) -> UInt16 {
    try server.listen(host: address.host, port: address.port)
  }

  /// Finds out what there is to offer, while nobody waits for it.
  func surveyModels() { survey.begin() }

  /// Takes no more connections, lets answers under way finish, and writes everything down.
  func stop() async {
    await server.stop()
    digests.stop()
    await store.close()
  }
}

extension ServerConfiguration {
  /// The limits as the server wants them.
  fileprivate var limits: ServerLimits {
    var limits = ServerLimits()
    limits.http.maxBody = maxBody
    limits.headTimeout = headTimeout.wholeSeconds
    limits.bodyTimeout = bodyTimeout.wholeSeconds
    limits.idleTimeout = idleTimeout.wholeSeconds
    return limits
  }
}

extension Duration {
  /// Rounded up: the server looks at its connections once a second.
  fileprivate var wholeSeconds: Int {
    Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
  }
}
