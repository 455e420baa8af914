import Conversations
import Testing
import Wire

@testable import Upstream

@Suite struct BackendTests {
  private let key = Credential("sk-secret")!

  private func fields(_ pairs: KeyValuePairs<String, String>) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in pairs { fields.append(name, value) }
    return fields
  }

  /// The fields of a call as `name: value`, names in small letters, sorted.
  private func sent(
    to backend: Backend, by client: HTTPFields, _ forwarding: Forwarding = .passthrough,
    wantsStream: Bool = true
  ) -> [String] {
    let call = backend.call(
      "/v1/messages", body: [0x7b, 0x7d], client: client, forwarding: forwarding, wantsStream: wantsStream)
    return lines(call.fields)
  }

  private func lines(_ fields: HTTPFields) -> [String] {
    var lines: [String] = []
    fields.forEach { name, value in
      lines.append(
        "\(String(decoding: name, as: UTF8.self).lowercased()): \(String(decoding: value, as: UTF8.self))")
    }
    return lines.sorted()
  }

  // MARK: Addresses

  @Test("a kind knows where its server is and where messages go")
  func usualAddresses() {
    let kinds: [BackendKind] = [.anthropic, .openai, .llamaServer, .lmstudio, .ollama]
    let addresses = kinds.map { kind in
      Backend(name: "b", kind: kind).address(of: kind.paths.chat, query: nil)
    }
    #expect(
      addresses == [
        "https://api.anthropic.com/v1/messages", "https://api.openai.com/v1/chat/completions",
        "http://127.0.0.1:8080/v1/chat/completions", "http://127.0.0.1:1234/v1/chat/completions",
        "http://127.0.0.1:11434/api/chat",
      ])
  }

  @Test("a version named in the base URL and in the path is written once")
  func versionOnce() {
    let backend = Backend(name: "b", kind: .lmstudio, url: "http://10.0.0.2:1234/v1")
    #expect(
      backend.address(of: "/v1/chat/completions", query: nil) == "http://10.0.0.2:1234/v1/chat/completions")
    #expect(backend.address(of: "/api/v0/models", query: nil) == "http://10.0.0.2:1234/api/v0/models")
    let nested = Backend(name: "b", kind: .anthropic, url: "https://host/anthropic")
    #expect(
      nested.address(of: "/v1/messages", query: "beta=true") == "https://host/anthropic/v1/messages?beta=true"
    )
  }

  @Test(
    "the proxy is never used for this machine or a local server",
    arguments: [
      ("http://localhost:1", false), ("http://LOCALHOST", false), ("http://a.localhost/x", false),
      ("http://127.0.0.1:8080", false), ("http://127.9.9.9", false), ("http://[::1]:8080/v1", false),
      ("http://[::ffff:127.0.0.1]:1", false), ("https://api.openai.com/v1", true),
      ("http://127.0.0.1.example", true),
      ("http://localhost.example", true), ("http://10.0.0.1", true), ("http://[::2]/", true),
    ])
  func proxy(url: String, isAllowed: Bool) {
    func allowsProxy(_ kind: BackendKind) -> Bool {
      Backend(name: "b", kind: kind, url: url)
        .call("/x", body: [], client: HTTPFields(), forwarding: .translated, wantsStream: false).allowsProxy
    }
    #expect(allowsProxy(.openai) == isAllowed)
    #expect(!allowsProxy(.ollama))
  }

  // MARK: What is sent

  @Test("a passthrough forwards every end-to-end field of the client, unknown ones included")
  func passthrough() {
    let client = fields([
      "Host": "127.0.0.1:8484", "Content-Length": "2", "Content-Type": "application/json",
      "Accept": "application/json",
      "Accept-Encoding": "gzip, br", "Content-Encoding": "gzip", "User-Agent": "claude-cli/2", "x-app": "cli",
      "anthropic-version": "2023-06-01", "anthropic-beta": "a,b", "Anthropic-Beta": "c",
      "X-Stainless-Lang": "js",
      "x-unknown": "kept", "Connection": "keep-alive, X-Hop", "x-hop": "1", "Keep-Alive": "5",
      "TE": "trailers",
      "Trailer": "x", "Transfer-Encoding": "chunked", "Upgrade": "h2c", "Proxy-Authorization": "Basic x",
      "Expect": "100-continue", "Cookie": "c", "Origin": "http://o", "x-ctxgw-session": "s",
      "x-task-tier": "primary",
      "Authorization": "Bearer client", "x-api-key": "client",
    ])
    let expected = [
      "accept: application/json", "anthropic-beta: a,b", "anthropic-beta: c", "anthropic-version: 2023-06-01",
      "content-type: application/json", "user-agent: claude-cli/2", "x-app: cli", "x-stainless-lang: js",
      "x-unknown: kept",
    ]
    let own = Backend(name: "a", kind: .anthropic, credentials: .key(key))
    #expect(sent(to: own, by: client) == (expected + ["x-api-key: sk-secret"]).sorted())
    let clients = Backend(name: "a", kind: .anthropic, credentials: .client)
    let shown = ["authorization: Bearer client", "x-api-key: client"]
    #expect(sent(to: clients, by: client) == (expected + shown).sorted())
    let none = Backend(name: "a", kind: .anthropic)
    #expect(sent(to: none, by: client) == expected)
  }

  @Test("a field's bytes pass as they are, also when they are not UTF-8")
  func bytes() {
    var client = HTTPFields()
    _ = Array("X-Latin: caf\u{e9}".unicodeScalars.map { UInt8($0.value) }).withUnsafeBytes {
      client.append(line: $0)
    }
    let call = Backend(name: "a", kind: .anthropic).call(
      "/v1/messages", body: [], client: client, forwarding: .passthrough, wantsStream: true)
    var values: [[UInt8]] = []
    call.fields.forEach { name, value in if name.elementsEqual("X-Latin".utf8) { values.append(Array(value)) }
    }
    #expect(values == [[0x63, 0x61, 0x66, 0xe9]])
  }

  @Test("a translated call sends a clean set of fields, and shows the key in the kind's own way")
  func translated() {
    let client = fields([
      "anthropic-beta": "a", "user-agent": "claude-cli/2", "x-unknown": "x", "authorization": "Bearer client",
      "x-api-key": "other",
    ])
    let json = ["content-type: application/json"]
    #expect(
      sent(to: Backend(name: "l", kind: .llamaServer), by: client, .translated)
        == ["accept: text/event-stream"] + json)
    #expect(
      sent(
        to: Backend(name: "o", kind: .openai, credentials: .key(key)), by: client, .translated,
        wantsStream: false)
        == ["accept: application/json", "authorization: Bearer sk-secret"] + json)
    #expect(
      sent(to: Backend(name: "o", kind: .openai, credentials: .client), by: client, .translated)
        == ["accept: text/event-stream", "authorization: Bearer client"] + json)
    #expect(
      sent(to: Backend(name: "l", kind: .ollama), by: client, .translated)
        == ["accept: application/x-ndjson"] + json)
    let keyOnly = fields(["X-Api-Key": "theirs"])
    #expect(
      sent(to: Backend(name: "o", kind: .openai, credentials: .client), by: keyOnly, .translated)
        == ["accept: text/event-stream", "authorization: Bearer theirs"] + json)
  }

  @Test("configured fields take the place of the client's and of the key")
  func configuredFields() {
    var backend = Backend(name: "o", kind: .openai, credentials: .key(key))
    backend.headers = [
      .init(name: "Authorization", value: Credential("Custom x")!), .init(name: "X-App", value: key),
    ]
    #expect(
      sent(to: backend, by: fields(["x-app": "cli", "accept": "a"]))
        == ["accept: a", "authorization: Custom x", "content-type: application/json", "x-app: sk-secret"])
  }

  @Test("limits and preferences of the backend are in the call")
  func limits() {
    var backend = Backend(name: "a", kind: .anthropic, url: "https://host")
    backend.prefersHTTP2 = true
    backend.connectTimeout = .seconds(3)
    backend.firstByteTimeout = .seconds(7)
    backend.idleTimeout = .seconds(11)
    let call = backend.call(
      "/v1/messages", method: "GET", query: "limit=2", body: [], client: HTTPFields(),
      forwarding: .passthrough,
      wantsStream: false)
    #expect(call.url == "https://host/v1/messages?limit=2")
    #expect(call.method == "GET")
    #expect(call.prefersHTTP2)
    #expect(call.connectTimeout == .seconds(3))
    #expect(call.firstByteTimeout == .seconds(7))
    #expect(call.idleTimeout == .seconds(11))
    #expect(!call.fields.contains("content-type"))
  }

  @Test("the limit on the first byte grows with the prompt, more for a local server, and not for ever")
  func firstByteLimit() {
    #expect(FirstByteLimit.limit(bytes: 0, isLocal: true, wantsStream: true) == .seconds(360))
    #expect(FirstByteLimit.limit(bytes: 300_000, isLocal: true, wantsStream: true) == .seconds(1360))
    #expect(FirstByteLimit.limit(bytes: 300_000, isLocal: false, wantsStream: true) == .seconds(255))
    #expect(FirstByteLimit.limit(bytes: 0, isLocal: false, wantsStream: false) == .seconds(600))
    #expect(FirstByteLimit.limit(bytes: 32 << 20, isLocal: true, wantsStream: false) == .seconds(3600))
  }

  // MARK: What comes back

  @Test("a passthrough's answer keeps what concerns the client")
  func passthroughResponse() {
    let backend = fields([
      "Content-Type": "text/event-stream", "request-id": "req_1", "anthropic-ratelimit-tokens-remaining": "5",
      "retry-after": "3", "x-should-retry": "true", "cache-control": "no-cache", "x-new": "kept",
      "Content-Length": "10", "Content-Encoding": "gzip", "Transfer-Encoding": "chunked",
      "Connection": "close, X-Hop",
      "X-Hop": "1", "Set-Cookie": "c", "Server": "cloudflare", "Date": "today", "CF-RAY": "1",
      "alt-svc": "h3",
      "strict-transport-security": "max-age=1", "Access-Control-Allow-Origin": "*",
      "x-ctxgw-session": "forged",
    ])
    #expect(
      lines(Forwarding.passthrough.responseFields(of: backend)) == [
        "anthropic-ratelimit-tokens-remaining: 5", "cache-control: no-cache",
        "content-type: text/event-stream",
        "request-id: req_1", "retry-after: 3", "x-new: kept", "x-should-retry: true",
      ])
    #expect(
      lines(Forwarding.translated.responseFields(of: backend))
        == ["request-id: req_1", "retry-after: 3", "x-should-retry: true"])
  }

  // MARK: Credentials

  @Test("a credential prints as dots however it is printed")
  func dots() {
    var backend = Backend(name: "b", kind: .openai, credentials: .key(key))
    backend.headers = [.init(name: "x-key", value: key)]
    var dumped = ""
    dump(backend, to: &dumped)
    for text in ["\(key)", String(reflecting: key), "\(backend)", String(reflecting: backend), dumped] {
      #expect(!text.contains("secret"))
    }
    #expect("\(key)".allSatisfy { $0 == "•" })
  }

  @Test("what cannot stand in a header is no credential", arguments: ["", "a\r\nb", " a", "a\u{0}"])
  func badCredentials(text: String) {
    #expect(Credential(text) == nil)
  }
}
