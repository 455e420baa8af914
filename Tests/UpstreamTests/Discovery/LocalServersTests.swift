import Testing
import Wire

@testable import Upstream

@Suite("Local servers") struct LocalServersTests {
  private func names(besides configured: Backend...) -> [String] {
    LocalServers.usual(besides: configured).map(\.name)
  }

  @Test("the usual servers are looked for at their usual ports, without credentials")
  func usual() {
    #expect(
      LocalServers.usual(besides: []).map { "\($0.name) \($0.kind.name) \($0.url)" } == [
        "lmstudio lmstudio http://127.0.0.1:1234", "llama-server llama-server http://127.0.0.1:8080",
        "llama-server-9931 llama-server http://127.0.0.1:9931", "ollama ollama http://127.0.0.1:11434",
      ])
    #expect(LocalServers.usual.allSatisfy { $0.credentials == .none })
  }

  @Test(
    "a configured address is not looked for a second time, however it is written",
    arguments: [
      "http://127.0.0.1:8080", "http://localhost:8080/v1", "http://[::1]:8080", "HTTP://LOCALHOST:8080",
    ])
  func sameAddress(_ url: String) {
    #expect(
      names(besides: Backend(name: "box", kind: .llamaServer, url: url))
        == ["lmstudio", "llama-server-9931", "ollama"])
  }

  @Test(
    "another machine's or port's server does not stand in for the local one",
    arguments: [
      "http://192.168.1.5:8080", "http://127.0.0.1:18080", "http://127.0.0.1/8080", "http://box:8080",
    ])
  func otherAddress(_ url: String) {
    #expect(names(besides: Backend(name: "box", kind: .llamaServer, url: url)).count == 4)
  }

  @Test("a configured name is not given to a discovered server as well")
  func sameName() {
    let remote = Backend(name: "ollama", kind: .ollama, url: "http://192.168.1.5:11434")
    #expect(names(besides: remote) == ["lmstudio", "llama-server", "llama-server-9931"])
  }

  @Test("a server is asked beside its /v1, a vendor below its base URL, each with the operator's key")
  func questions() throws {
    var studio = Backend(name: "s", kind: .lmstudio, url: "http://127.0.0.1:1234/v1")
    studio.credentials = .key(try #require(Credential("sk-local")))
    let question = studio.question("/api/v0/models")
    #expect(question.method == "GET" && question.url == "http://127.0.0.1:1234/api/v0/models")
    #expect(question.fields["authorization"] == "Bearer sk-local" && !question.allowsProxy)

    let vendor = Backend(name: "v", kind: .openai, credentials: .client)
    let path = try #require(vendor.probe?.paths.first)
    #expect(vendor.question(path).url == "https://api.openai.com/v1/models")
    #expect(vendor.question(path).fields["authorization"] == nil)
    #expect(Backend(name: "a", kind: .anthropic, credentials: .client).probe == nil)
  }
}
