import ContextEngine
import Reactor
import Store
import Upstream

/// The parts of a gateway that have something to remember, and so outlive the configuration they were made under.
@LoopActor
struct GatewayParts {
  let store: ConversationStore
  let transport: CurlTransport
  let counters: PromptCounters
  let toolTexts: ToolTexts
  let knowledge: ContextKnowledge
  let reasoning: ReasoningShelf
  let sessions: SessionRoutes
  let health: HealthBoard
  let repairs = RepairDesk()
  let slots = SlotDesk()
  let digests = DigestQueue()
  let tokens: IssuedTokens
  let spending = TokenSpending()
  let dialects = ClientDialects()
  let run: RunState
  /// Takes lines for the operator, each with its line feed.
  let tell: @Sendable (String) -> Void

  /// The parts as a process begins with them, with what earlier ones have learned.
  ///
  /// - Parameters:
  ///   - data: the program's own files.
  ///   - tell: takes lines for the operator, each with its line feed.
  /// - Throws: `DataError` when those are not in order, `StoreError` when the database cannot be used.
  init(
    _ configuration: Configuration, _ data: DataDirectory, tell: @escaping @Sendable (String) -> Void
  ) async throws {
    store = try ConversationStore(
      .file(configuration.store.path), for: .serving, options: configuration.store.options
    ) { trouble in tell("ctxgw: \(trouble)\n") }
    transport = CurlTransport(localAddresses: configuration.policy.addressesOfLocal)
    counters = try PromptCounters(data)
    health = HealthBoard(configuration.policy.resilience, in: .init(transport, counters))
    toolTexts = try ToolTexts(data)
    knowledge = ContextKnowledge(store: store)
    reasoning = ReasoningShelf(store: store)
    tokens = IssuedTokens(configuration.server.tokenFile, tell: tell)
    sessions = SessionRoutes(store: store)
    run = RunState(places: Places(configuration.server.maxConcurrentStreams))
    self.tell = tell
    await knowledge.recall()
    await health.remember(in: store)
    await measureLimits(of: configuration)
  }

  /// Has limits that are new in a configuration count what was used before.
  func measureLimits(of configuration: Configuration) async {
    await health.measure(configuration.backends, by: store) { [counters] in
      counters.price(of: $1, at: $0)
    }
  }
}

extension HealthBoard.World {
  /// The world as it is.
  @LoopActor
  fileprivate init(_ transport: CurlTransport, _ counters: PromptCounters) {
    self.init(
      milliseconds: WallClock.milliseconds,
      ask: { (call) async throws(TransportError) in try await transport.open(call).status },
      price: { counters.price(of: $1, at: $0) })
  }
}

extension StoreConfiguration {
  fileprivate var options: StoreOptions {
    var options = StoreOptions()
    options.retention = RetentionPolicy(maxAge: Int(retain.components.seconds), maxBytes: maxSize)
    return options
  }
}
