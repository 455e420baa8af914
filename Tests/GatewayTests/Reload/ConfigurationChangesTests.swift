import Testing
import Upstream

@testable import Gateway

@Suite("What differs between configurations") struct ConfigurationChangesTests {
  private func configuration(_ backends: Backend...) -> Configuration {
    var configuration = Configuration(store: StoreConfiguration(path: "/x"), table: .own)
    configuration.backends = backends
    return configuration
  }

  @Test(
    "backends that came, went or are others by any of their settings have changed; their order is nothing")
  func backends() {
    let (a, b) = (Backend(name: "a", kind: .anthropic), Backend(name: "b", kind: .anthropic))
    var other = b
    other.credentials = .client
    #expect(configuration(a, b).changedBackends(since: configuration(b, a)).isEmpty)
    #expect(configuration(a, other).changedBackends(since: configuration(a, b)) == ["b"])
    #expect(configuration(a).changedBackends(since: configuration(b)) == ["a", "b"])
  }

  @Test("a change of limits waits for nothing; where it listens and what it keeps wait for a restart")
  func restart() {
    let started = configuration()
    var now = started
    now.server.maxBody = 1
    now.server.grace = .seconds(1)
    #expect(now.settingsAwaitingRestart(since: started).isEmpty)
    now.server.listen.port = 1
    now.store.maxSize = 1
    #expect(now.settingsAwaitingRestart(since: started) == ["server.listen", "store.max_size"])
  }
}
