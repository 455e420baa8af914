import Reactor
import Upstream

/// The gateway as a program: starts it, says what it found, runs it until somebody wants it to stop.
public enum GatewayProgram {
  /// Descriptors for the most clients the server takes (1,024), a call to a backend for each, the connections that are
  /// kept (256), and files. The usual limit is 1,024: full of clients, the gateway could call nobody.
  private static let descriptors = 4_096

  /// Runs a gateway on the calling thread until SIGINT or SIGTERM; a second one ends it at once. At SIGHUP it reads its
  /// configuration again.
  ///
  /// - Parameters:
  ///   - origin: where the configuration comes from.
  ///   - tell: takes lines for the operator, each with its line feed.
  /// - Returns: the process's exit status: 0 after an orderly stop, 1 when the gateway could not start.
  public static func serve(
    _ configuration: Configuration, from origin: ConfigurationOrigin,
    tell: @escaping @Sendable (String) -> Void
  ) -> Int32 {
    DescriptorLimit.raise(to: descriptors)
    let wishes = OperatorWishes()
    OperatorSignal.each { wishes.utter($0) }
    return Foreground.run {
      do {
        try await run(configuration, origin, wishes, tell)
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
    _ configuration: Configuration, _ origin: ConfigurationOrigin, _ wishes: OperatorWishes,
    _ tell: @escaping @Sendable (String) -> Void
  ) async throws {
    let parts = try await GatewayParts(configuration, origin.data, tell: tell)
    let gateway = Gateway(configuration, parts)
    let watch = ConfigurationWatch(configuration, from: origin, adopt: gateway.adopt, tell: tell)
    parts.run.reload = { [weak watch] in watch?.state }
    wishes.onReload = {
      parts.tokens.reload()
      spawn { await watch.reload() }
    }
    var address = configuration.server.listen
    address.port = try gateway.listen(on: address)
    tell(Banner.greeting(at: address))
    watch.begin()
    tell(Banner.findings(await gateway.survey(), at: address, configuration))
    await wishes.stop()
    tell(Banner.farewell(answering: parts.run.places.exchanges.count, for: gateway.grace))
    wishes.onReload = nil
    watch.stop()
    await gateway.stop()
  }
}
