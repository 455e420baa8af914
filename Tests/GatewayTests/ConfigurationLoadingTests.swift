import TestKit
import Testing
import Upstream

@testable import Gateway

@Suite("Loading a configuration")
struct ConfigurationLoadingTests {
  @Test("without a file the defaults hold: Anthropic with the client's credentials, discovery, loopback")
  func defaults() throws {
    let loaded = try Configuration.load(
      file: nil, data: ModelTableTests.data, environment: Environment(["HOME": "/nowhere"]))
    #expect(loaded.backends == [Backend(name: "anthropic", kind: .anthropic, credentials: .client)])
    #expect(loaded.backends[0].credentials == .client)
    #expect(loaded.discover)
    #expect(loaded.server.listen.description == "127.0.0.1:8484")
    #expect(loaded.store.path == "/nowhere/.local/share/ctxgw/ctxgw.db")
  }

  @Test("the XDG directories win over HOME, and relative ones are ignored")
  func directories() {
    let both = Environment(["HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "/c"])
    #expect(both.storeFile == "/d/ctxgw/ctxgw.db")
    #expect(both.configurationFile == "/c/ctxgw/config.yaml")
    #expect(Environment(["HOME": "/h", "XDG_DATA_HOME": "d"]).storeFile == "/h/.local/share/ctxgw/ctxgw.db")
    #expect(Environment([:]).configurationFile == nil)
  }

  @Test("the file in the configuration directory is found, and the command line wins over it")
  func fileAndOverrides() throws {
    let directory = TemporaryDirectory()
    try directory.write(
      "server: { listen: \"127.0.0.1:1\" }\nstore: { path: ~/a.db }", to: "ctxgw/config.yaml")
    let environment = Environment(["XDG_CONFIG_HOME": directory.path, "HOME": "/h"])
    let plain = try Configuration.load(file: nil, data: ModelTableTests.data, environment: environment)
    #expect(plain.server.listen.port == 1)
    #expect(plain.store.path == "/h/a.db")
    var overrides = Configuration.Overrides()
    overrides.listen = ListenAddress("[::1]:2")
    overrides.storePath = "b.db"
    let overridden = try Configuration.load(
      file: nil, data: ModelTableTests.data, environment: environment, overrides: overrides)
    #expect(overridden.server.listen.description == "[::1]:2")
    #expect(overridden.store.path == "b.db")
  }

  @Test("a file that was named must be there")
  func missingFile() {
    #expect(
      message {
        try Configuration.load(
          file: "/nonexistent", data: ModelTableTests.data, environment: Environment([:]))
      }
        == "/nonexistent: cannot be read: there is no such file")
  }

  @Test("an address others can reach needs a token, wherever the address comes from")
  func publicAddress() throws {
    let directory = TemporaryDirectory()
    let withToken = try directory.write("server: { auth_token: 12345678 }", to: "token.yaml")
    let environment = Environment(["HOME": "/h"])
    for address in ["0.0.0.0:1", "[::]:1", "192.168.1.1:1"] {
      var overrides = Configuration.Overrides()
      overrides.listen = ListenAddress(address)
      let said = message {
        try Configuration.load(
          file: nil, data: ModelTableTests.data, environment: environment, overrides: overrides)
      }
      #expect(said?.contains("set server.auth_token, or listen on 127.0.0.1") == true)
      #expect(
        try Configuration.load(
          file: withToken, data: ModelTableTests.data, environment: environment, overrides: overrides
        )
        .server.listen == ListenAddress(address))
    }
  }

  @Test("without any home the way out is named, and taken")
  func noHome() throws {
    let said = message {
      try Configuration.load(file: nil, data: ModelTableTests.data, environment: Environment([:]))
    }
    #expect(said == "nowhere to keep conversations: set HOME or XDG_DATA_HOME, store.path, or --db")
    var overrides = Configuration.Overrides()
    overrides.storePath = "/x.db"
    #expect(
      try Configuration.load(
        file: nil, data: ModelTableTests.data, environment: Environment([:]), overrides: overrides
      ).store.path
        == "/x.db")
  }

  private func message(_ body: () throws -> Configuration) -> String? {
    do { _ = try body() } catch { return "\(error)" }
    return nil
  }
}
