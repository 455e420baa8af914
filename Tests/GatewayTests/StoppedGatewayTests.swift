import Reactor
import TestKit
import Testing
import Upstream

@testable import Gateway

@Suite("A gateway", .timeLimit(.minutes(1))) struct StoppedGatewayTests {
  private let directory = TemporaryDirectory()

  init() { LoopActor.shared.loop.start() }

  private var configuration: Configuration {
    var configuration = Configuration(
      store: StoreConfiguration(path: directory.file("store.db")), table: .own)
    configuration.discover = false
    return configuration
  }

  @LoopActor private func gateway() async throws -> Gateway {
    let parts = try await GatewayParts(configuration, ModelTableTests.data) { _ in }
    return Gateway(configuration, parts)
  }

  @Test("what another configuration takes the place of is let go of, and so is a gateway that has stopped")
  @LoopActor func leaks() async throws {
    weak var stopped: Gateway?
    weak var replaced: ModelCatalog?
    do {
      let gateway = try await gateway()
      _ = try gateway.listen(on: ListenAddress(host: "127.0.0.1", port: 0))
      replaced = gateway.edition.catalog
      for count in 1...3 {
        var configuration = configuration
        configuration.server.maxConcurrentStreams = count
        gateway.adopt(configuration)
      }
      #expect(gateway.edition.configuration.server.maxConcurrentStreams == 3)
      await until { replaced == nil }
      await gateway.stop()
      stopped = gateway
    }
    await until { stopped == nil }
    #expect(replaced == nil && stopped == nil)
  }

  @Test("a gateway that is stopped before anybody has asked anything stops at once")
  @LoopActor func unused() async throws {
    let gateway = try await gateway()
    _ = try gateway.listen(on: ListenAddress(host: "127.0.0.1", port: 0))
    await gateway.stop()
  }

  /// Lets the loop and the worker go on until something is so; the time limit ends what never is.
  @LoopActor private func until(_ isSo: () -> Bool) async {
    while !isSo(), !Task.isCancelled { await offLoop {} }
  }
}
