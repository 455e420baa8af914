import ContextEngine
import Conversations
import Reactor
import Store
import Upstream

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The gateway as a program: starts it, says what it found, runs it until somebody wants it to stop.
public enum GatewayProgram {
  /// Descriptors for the most clients the server takes (1,024), a call to a backend for each, the connections that are
  /// kept (256), and files. The usual limit is 1,024: full of clients, the gateway could call nobody.
  private static let descriptors = 4_096

  /// Runs a gateway on the calling thread until SIGINT or SIGTERM; a second one ends it at once.
  ///
  /// - Parameters:
  ///   - data: the program's own files.
  ///   - tell: takes lines for the operator, each with its line feed.
  /// - Returns: the process's exit status: 0 after an orderly stop, 1 when the gateway could not start.
  public static func serve(
    _ configuration: Configuration, data: DataDirectory, tell: @escaping @Sendable (String) -> Void
  ) -> Int32 {
    DescriptorLimit.raise(to: descriptors)
    let wish = StopWish()
    StopSignal.each { wish.utter() }
    return Foreground.run {
      do {
        try await run(configuration, data, until: wish, tell)
        return 0
      } catch {
        let remedy = error is SocketError ? "; name another address with --listen" : ""
        tell("ctxgw: \(error)\(remedy)\n")
        return 1
      }
    }
  }

  @LoopActor
  private static func run(
    _ configuration: Configuration, _ data: DataDirectory, until wish: StopWish,
    _ tell: @escaping @Sendable (String) -> Void
  ) async throws {
    let store = try ConversationStore(
      .file(configuration.store.path), for: .serving, options: configuration.store.options
    ) { trouble in tell("ctxgw: \(trouble)\n") }
    let transport = CurlTransport()
    let catalog = ModelCatalog(configuration, transport: transport)
    let counters = try PromptCounters(data)
    let contexts = ContextDesk(
      configuration, store: store, counters: counters,
      toolTexts: try ToolTexts(data), tell: tell)
    await contexts.recall()
    let gateway = Gateway(
      configuration, store: store, catalog: catalog, transport: transport, contexts: contexts,
      counters: counters, tell: tell)
    var address = configuration.server.listen
    address.port = try gateway.listen(on: address)
    tell(Banner.greeting(at: address))
    _ = await catalog.refresh(.start)
    tell(Banner.findings(await catalog.listings(), at: address, configuration))
    gateway.surveyModels()
    await wish.uttered()
    tell("ctxgw: stopping\n")
    await gateway.stop()
  }
}

/// The operator's wish that the gateway stop.
@LoopActor
private final class StopWish {
  private var isUttered = false
  private var waiter: CheckedContinuation<Void, Never>?

  nonisolated init() {}

  func utter() {
    if isUttered { exit(130) }
    isUttered = true
    waiter?.resume()
    waiter = nil
  }

  func uttered() async {
    await withCheckedContinuation { continuation in
      // The wish may be uttered before this runs.
      if isUttered { continuation.resume() } else { waiter = continuation }
    }
  }
}

extension StoreConfiguration {
  fileprivate var options: StoreOptions {
    var options = StoreOptions()
    options.retention = RetentionPolicy(maxAge: Int(retain.components.seconds), maxBytes: maxSize)
    return options
  }
}
