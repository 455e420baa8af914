import Reactor
import Server
import Store
import Upstream
import Wire

/// The gateway in one piece: the server, and who answers what is asked of it.
@LoopActor
final class Gateway {
  private let parts: GatewayParts
  /// By what requests are answered now.
  private(set) var edition: Edition
  // Made late, since its handler looks up the edition here.
  private lazy var server = HTTPServer(
    limits: edition.configuration.server.limits, refusal: edition.desk.refusal
  ) {
    [weak self] exchange in await self?.edition.desk.answer(exchange)
  }

  /// A gateway that listens nowhere yet.
  init(_ configuration: Configuration, _ parts: GatewayParts) {
    self.parts = parts
    edition = Edition(configuration, parts)
    parts.health.serverReturned = { [weak self] in await self?.edition.catalog.hearAgain(from: $0) }
  }

  /// Takes connections, and returns the port.
  func listen(on address: ListenAddress) throws(SocketError) -> UInt16 {
    try server.listen(host: address.host, port: address.port)
  }

  /// Finds out which backends are there, and begins to find out what else they offer.
  func survey() async -> [BackendListing] {
    _ = await edition.catalog.refresh(.start)
    edition.survey.begin()
    return await edition.catalog.listings()
  }

  /// Answers by another configuration from now on; what is under way is finished by the one it was begun with.
  func adopt(_ configuration: Configuration) {
    let next = Edition(configuration, parts)
    next.follow(edition)
    configuration.changedBackends(since: edition.configuration).forEach(parts.health.forget)
    edition = next
    parts.run.places.count = configuration.server.maxConcurrentStreams
    parts.health.configure(configuration.policy.resilience)
    parts.transport.localAddresses = configuration.policy.addressesOfLocal
    spawn { [parts] in await parts.measureLimits(of: configuration) }
    server.limits = configuration.server.limits
  }

  /// How long answers under way have when it is stopped, in seconds.
  var grace: Int { edition.configuration.server.grace.wholeSeconds }

  /// Takes no more connections, lets answers under way finish, and writes everything down.
  func stop() async {
    parts.run.isStopping = true
    await server.stop()
    parts.digests.stop()
    parts.health.stop()
    await parts.store.close()
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
    limits.stopTimeout = grace.wholeSeconds
    return limits
  }
}

extension Duration {
  /// Rounded up: the server looks at its connections once a second.
  fileprivate var wholeSeconds: Int {
    Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
  }
}
