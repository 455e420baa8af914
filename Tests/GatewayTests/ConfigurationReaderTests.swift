import ContextEngine
import Conversations
import Dialects
import Routing
import Testing
import Upstream

@testable import Gateway

@Suite("Reading a configuration")
struct ConfigurationReaderTests {
  @Test("every key arrives where it belongs")
  func everyKey() throws {
    let (configuration, problems) = read(
      """
      server:
        listen: "[::1]:0"
        auth_token: ${TOKEN}
        allowed_hosts: [Gateway.Example, other]
        max_concurrent_streams: 3
        max_body: 1MB
        idle_timeout: 1m
        head_timeout: 500ms
        body_timeout: 1.5s
      store: { path: /var/db, retain: 2w, max_size: 1GiB }
      discover: false
      backends:
        one:
          kind: anthropic
          url: http://127.0.0.1:9/
          auth: client
          window: 8192
          http2: true
          headers: { x-a: b }
          connect_timeout: 1s
          first_byte_timeout: 2s
          idle_timeout: 3s
        two: { kind: llama-server }
      models: { two/some/model: { window: 300 } }
      """, ["TOKEN": "12345678"])
    #expect(problems == [])
    let server = configuration.server
    #expect(server.listen == ListenAddress(host: "::1", port: 0))
    #expect(server.authToken == Credential("12345678"))
    #expect(server.allowedHosts == ["gateway.example", "other"])
    #expect(server.maxConcurrentStreams == 3)
    #expect(server.maxBody == 1 << 20)
    #expect(server.idleTimeout == .seconds(60))
    #expect(server.headTimeout == .milliseconds(500))
    #expect(server.bodyTimeout == .milliseconds(1500))
    #expect(configuration.store.path == "/var/db")
    #expect(configuration.store.retain == .seconds(14 * 86_400))
    #expect(configuration.store.maxSize == 1 << 30)
    #expect(!configuration.discover)
    var one = Backend(
      name: "one", kind: .anthropic, url: "http://127.0.0.1:9", credentials: .client)
    one.window = 8192
    one.prefersHTTP2 = true
    one.headers = [.init(name: "x-a", value: try #require(Credential("b")))]
    one.connectTimeout = .seconds(1)
    one.firstByteTimeout = .seconds(2)
    one.idleTimeout = .seconds(3)
    #expect(configuration.backends == [one, Backend(name: "two", kind: .llamaServer)])
    #expect(configuration.models["two/some/model"]?.window == 300)
  }

  @Test("a backend's places, and the line for them, are as the operator says")
  func places() {
    let (configuration, problems) = read(
      "backends: { box: { kind: ollama, concurrency: 2, queue_wait: 5s, queue_length: 0 }, other: { kind: ollama } }"
    )
    #expect(problems == [])
    let (box, other) = (configuration.backends[0], configuration.backends[1])
    #expect(box.concurrency == 2 && box.queueWait == .seconds(5) && box.queueLength == 0)
    #expect(other.concurrency == nil && other.queueWait == .seconds(120) && other.queueLength == 32)
  }

  @Test("a vendor of a known dialect needs no code: an address and its quirks do")
  func quirks() throws {
    let (configuration, problems) = read(
      """
      backends:
        v:
          quirks: { thinking: enable_thinking, streams_only: true, extra_body: '{"a":[1]}' }
          tools: prompt
          url: https://v.example/v1
          kind: openai
        z: { kind: zhipu, auth: none, quirks: { top_k: true } }
        o: { kind: ollama, keep_alive: -1 }
      models: { v/m: { tools: none } }
      """)
    #expect(problems == [])
    let vendor = configuration.backends[0]
    #expect(vendor.quirks.thinking == .enabling && vendor.quirks.streamsOnly && vendor.toolUse == .prompt)
    #expect(
      vendor.quirks.extraBody == Array(#"{"a":[1]}"#.utf8) && vendor.quirks.outputLimitKey == .maxTokens)
    #expect(
      configuration.backends[1].quirks.thinking == .type && configuration.backends[1].quirks.acceptsTopK)
    #expect(configuration.backends[2].keepAlive == OllamaKeepAlive("-1"))
    #expect(configuration.models["v/m"]?.toolUse == ToolSupport.none)
  }

  @Test("what a model says about contexts stands over its backend, and that over the policy")
  func contexts() {
    let (configuration, problems) = read(
      """
      models: { box/m: { context: { low_water: 0.3 }, reserve_output: 900 } }
      backends:
        box: { kind: llama-server, unknown_window: 8192, context: { low_water: 0.4, strategy: slide } }
        other: { kind: ollama }
      policy:
        name: mine
        tiers: { background: other/small }
        context: { low_water: 0.6, user_quota: 0.2, usage: scaled, assumed_window: 100000, exclude_tools: [a, b] }
      """)
    #expect(problems == [])
    let model = configuration.contextSettings(backend: "box", model: "m")
    #expect(model.lowWater == 0.3 && model.strategy == .slide && model.userQuota == 0.2)
    #expect(model.usage == .scaled && model.assumedWindow == 100_000 && model.excludedTools == ["a", "b"])
    #expect(configuration.contextSettings(backend: "box", model: "n").lowWater == 0.4)
    #expect(configuration.contextSettings(backend: "other", model: "n").lowWater == 0.6)
    #expect(configuration.models["box/m"]?.reserveOutput == 900)
    #expect(configuration.backends[0].unknownWindow == 8192)
    #expect(
      configuration.policy.policy.tier(named: "background")?.targets.map(\.description) == ["other/small"])
  }

  @Test("what is said about failing backends arrives as it is meant, and the rest keeps its defaults")
  func resilience() {
    let (configuration, problems) = read(
      """
      policy:
        resilience:
          breaker: { failures: 5, cool_down: 90s, successes: 1 }
          retries: 0
          resume: true
          quota:
            - { backend: anthropic, window: 5h, tokens: 2M }
            - { backend: anthropic, window: week, requests: 1.5K, money: 12.50, probe: 10m }
      """)
    #expect(problems == [])
    let resilience = configuration.policy.resilience
    #expect(resilience.breaker == .init(failures: 5, coolDown: .seconds(90), successes: 1))
    #expect(resilience.retries == 0 && resilience.resumes)
    #expect(
      resilience.quota == [
        QuotaLimit(
          backend: "anthropic", window: .rolling(milliseconds: 5 * 3_600_000), tokens: 2_000_000),
        QuotaLimit(
          backend: "anthropic", window: .week, requests: 1500, money: 12.5, probe: .seconds(600)),
      ])
    let single = read("policy: { resilience: { quota: { backend: a, window: 90m, requests: 7 } } }")
    #expect(single.problems == [])
    #expect(single.0.policy.resilience.quota.map(\.window.description) == ["90m"])
    #expect(single.0.policy.resilience.breaker == CircuitBreaker.Settings())
    #expect(single.0.policy.resilience.retries == 1 && !single.0.policy.resilience.resumes)
  }

  @Test("several keys are read from their variables, and the first is shown where one is wanted")
  func keys() {
    let (configuration, problems) = read(
      "backends: { g: { kind: groq, keys: [ONE, TWO] } }", ["ONE": "sk-1", "TWO": "sk-2"])
    #expect(problems == [])
    let keys = ["sk-1", "sk-2"].compactMap { Credential($0) }
    #expect(configuration.backends[0].keys == keys)
    #expect(configuration.backends[0].credentials == .key(keys[0]))
    #expect(configuration.backends[0].using(keys[1]).credentials == .key(keys[1]))
  }

  @Test("all problems of a file are reported together, in its order, each with its place")
  func allProblemsAtOnce() {
    let (_, problems) = read(
      """
      serve: {}
      server:
        listen: 8484
        max_body: big
        max_body: 1MB
        idle_timout: 1s
      policy: hybird
      backends:
        a: { kind: antropic }
        b: { url: "http://x" }
        c: { kind: openai, windw: 300 }
      store: [x]
      """)
    let kinds = BackendTable.own.kinds.map(\.name).joined(separator: ", ")
    #expect(
      problems == [
        "f:1:1: unknown key 'serve' in the configuration; did you mean 'server'?",
        "f:3:11: expected an address and port such as 127.0.0.1:8484 or [::1]:8484, found '8484'",
        "f:4:13: expected a size such as 512KB, 32MB or 2GB, found 'big'",
        "f:5:3: 'max_body' is given twice; it already stands in line 4",
        "f:6:3: unknown key 'idle_timout' in server; did you mean 'idle_timeout'?",
        "f:7:9: there is no policy 'hybird'; did you mean 'hybrid'?",
        "f:9:14: expected one of the kinds this version knows (\(kinds)), found 'antropic'; did you mean "
          + "'anthropic'?",
        "f:10:3: backend 'b' has no kind; add one of \(kinds)",
        "f:11:22: unknown key 'windw' in backends.c; did you mean 'window'?",
        "f:12:8: store must be a mapping of keys to values",
      ])
  }

  @Test(
    "a wrong value is told from a right one",
    arguments: [
      ("server: { listen: localhost }", "expected an address"),
      ("server: { listen: \"example.com:80\" }", "expected an address"),
      ("server: { listen: \"127.0.0.1:99999\" }", "expected an address"),
      ("policy: { context: { strategy: slidee } }", "did you mean 'slide'?"),
      ("policy: { context: { low_water: 1.5 } }", "a share between"),
      ("policy: { context: { usage: real } }", "one of auto, forwarded, logical, scaled"),
      ("policy: { tiers: { background: [small] } }", "a target such as"),
      ("policy: { rules: [] }", "a policy needs rules"),
      ("server: { max_concurrent_streams: 0 }", "at least 1"),
      ("backends: { box: { kind: ollama, concurrency: 0 } }", "at least 1"),
      ("backends: { box: { kind: ollama, queue_wait: 0s } }", "a duration such as"),
      ("backends: { box: { kind: ollama, queue_length: 1001 } }", "a whole number from 0 to 1000"),
      ("server: { max_concurrent_streams: many }", "at least 1"),
      ("server: { max_body: 0 }", "expected a size"),
      ("server: { idle_timeout: 30 }", "expected a duration"),
      ("server: { idle_timeout: 0s }", "expected a duration"),
      ("server: { idle_timeout: [1s] }", "expected a duration"),
      ("server: { idle_timeout: }", "expected a duration"),
      ("server: { allowed_hosts: [a b] }", "expected a host name"),
      ("server: { allowed_hosts: [\"host:80\"] }", "expected a host name"),
      ("discover: maybe", "true or false"),
      ("discover: {}", "true or false"),
      ("models: { gpt: { window: 1000 } }", "write backend/model"),
      ("models: { a/b: { window: 16K } }", "expected a number of tokens"),
      ("models: { a/b: { reserve_output: 16 } }", "expected a number of tokens"),
      ("backends: { a/b: { kind: ollama } }", "a word without '/'"),
      ("backends: { a: { kind: ollama, url: ftp://x } }", "expected a URL"),
      ("backends: { a: { kind: ollama, url: \"http://x?y\" } }", "expected a URL"),
      ("backends: { a: { kind: ollama, url: \"http://x:0\" } }", "expected a URL"),
      ("backends: { a: { kind: anthropic } }", "has no credentials"),
      ("backends: { a: { kind: openai } }", "has no credentials"),
      ("backends: { a: { kind: openai, auth: client, key_env: PATH_KEY } }", "keep one"),
      ("backends: { a: { kind: ollama, auth: mine } }", "client or none"),
      ("backends: { a: { kind: groq } }", "has no credentials"),
      ("backends: { a: { kind: ollama, quirks: { top_k: true } } }", "speak like OpenAI's chat completions"),
      ("backends: { a: { kind: vllm, quirks: { topk: true } } }", "did you mean 'top_k'?"),
      ("backends: { a: { kind: vllm, quirks: { top_k: often } } }", "one of true, false"),
      ("backends: { a: { kind: vllm, quirks: { extra_body: '[1]' } } }", "a JSON object in quotes"),
      ("backends: { a: { kind: vllm, keep_alive: 5m } }", "keep_alive is for Ollama"),
      ("backends: { a: { kind: ollama, keep_alive: long } }", "expected a duration such as 30m"),
      ("backends: { a: { kind: ollama, tools: some } }", "expected native, prompt or none"),
      ("backends: { a: { kind: ollama, headers: { Host: x } } }", "set by ctxgw itself"),
      ("backends: { a: { kind: ollama, headers: { \"a b\": x } } }", "no header name"),
      ("backends: { a: { kind: openai, key_file: /nonexistent/key } }", "there is no such file"),
      ("backends: { a: { kind: openai, key_file: /dev/null } }", "not a regular file"),
      ("backends: { a: { kind: groq, keys: [PATH_KEY], key_env: PATH_KEY } }", "keep one"),
      ("backends: { a: { kind: groq, keys: PATH_KEY } }", "keys must be a list"),
      ("backends: { a: { kind: groq, keys: [] } }", "keys must be a list"),
      ("backends: { a: { kind: groq, keys: [NO_SUCH] } }", "which is to hold a key, is not set"),
      ("backends: { a: { kind: groq, keys: [PATH_KEY, PATH_KEY] } }", "the same key as one before"),
      ("backends: { a: { kind: groq, keys: [1x] } }", "expected the name of an environment variable"),
      ("policy: { resilience: { retries: 6 } }", "a whole number from 0 to 5"),
      ("policy: { resilience: { resume: often } }", "expected true or false"),
      ("policy: { resilience: { braker: {} } }", "did you mean 'breaker'?"),
      ("policy: { resilience: { breaker: { failures: 0 } } }", "a whole number from 1 to 100"),
      ("policy: { resilience: { breaker: { cool_down: 300 } } }", "expected a duration"),
      ("policy: { resilience: { breaker: { cooldown: 1s } } }", "did you mean 'cool_down'?"),
      (
        "policy: { resilience: { quota: { window: 5h, tokens: 1 } } }", "a quota needs a backend and a window"
      ),
      (
        "policy: { resilience: { quota: [{ backend: a, tokens: 1 }] } }",
        "a quota needs a backend and a window"
      ),
      ("policy: { resilience: { quota: { backend: a, window: day } } }", "tokens, requests or money"),
      ("policy: { resilience: { quota: { backend: a, window: weak } } }", "did you mean 'week'?"),
      ("policy: { resilience: { quota: { backend: a, window: 40d } } }", "a duration from 1m to 31d"),
      ("policy: { resilience: { quota: { backend: a, window: 5s } } }", "a duration from 1m to 31d"),
      ("policy: { resilience: { quota: { backend: a, tokens: 2X } } }", "a number such as 500, 200K or 2M"),
      ("policy: { resilience: { quota: { backend: a, tokens: 0 } } }", "a number such as 500, 200K or 2M"),
      ("policy: { resilience: { quota: { backend: a, money: -1 } } }", "an amount of dollars"),
      ("policy: { resilience: { quota: { backend: a, money: nan } } }", "an amount of dollars"),
      ("policy: { resilience: { quota: { backend: a, tokns: 1 } } }", "did you mean 'tokens'?"),
      ("[]", "must be a mapping"),
      ("a: &x 1\nb: *x", "anchors and aliases"),
      ("a: !!str 1", "tags are not supported"),
      ("discover: true\n---\ndiscover: true", "second document"),
      ("a: [1", "did not find expected"),
      ("? [a]\n: b", "a key must be a single word"),
      (String(repeating: "[", count: 40), "nested more than 32 deep"),
    ])
  func wrongValue(text: String, message: String) {
    let (_, problems) = read(text, ["PATH_KEY": "k"])
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test("a tab in the indentation is called one")
  func tabs() {
    let indented =
      "f:2:1: found character that cannot start any token; lines are indented with spaces, not tabs"
    #expect(read("server:\n\tlisten: x").problems == [indented])
    #expect(read("server: @x").problems == ["f:1:9: found character that cannot start any token"])
  }

  @Test("references stand anywhere, quoted or not, and in single quotes they are no references")
  func references() throws {
    let (configuration, problems) = read(
      """
      server: { auth_token: ${TOKEN}, listen: "${HOST:-127.0.0.1}:${PORT}", idle_timeout: soon }
      store:
        path: ${DIR}/a b.db
      backends: { a: { kind: ollama, headers: { x-a: '${TOKEN}', x-b: "$ { } ${", x-c: $1 } } }
      """, ["TOKEN": "a{,}:#&*b", "PORT": "1", "DIR": "/é"])
    #expect(problems == ["f:1:85: \(Self.expectedDuration), found 'soon'", "f:4:65: \(Self.unclosed)"])
    #expect(configuration.server.listen.description == "127.0.0.1:1")
    #expect(configuration.store.path == "/é/a b.db")
    let (second, _) = read("backends: { a: { kind: ollama, headers: { x-a: '${TOKEN}', x-c: $1 } } }")
    #expect(
      second.backends.first?.headers.map(\.value) == [
        try #require(Credential("${TOKEN}")), try #require(Credential("$1")),
      ])
  }

  private static let expectedDuration = "expected a duration such as 500ms, 30s, 5m, 2h or 30d"
  private static let unclosed = "'${' without '}'; write it in single quotes if it is meant as it stands"

  @Test("what is not wrong is not reported: a file of comments, an openai server of one's own without key")
  func nothingWrong() {
    #expect(read("").problems == [])
    #expect(read("# nothing\n").problems == [])
    #expect(read("backends: { a: { kind: openai, url: \"http://[::1]:8000/v1\" } }").problems == [])
    #expect(read("backends: { a: { kind: anthropic, auth: none } }").problems == [])
  }

  @Test("no message holds a key, wherever it was written by mistake")
  func noKeyInMessages() {
    let key = "sk-ant-verysecret"
    let (_, problems) = read(
      """
      server: { auth_token: "\(key) x", listen: "${KEY}" }
      backends:
        a: { kind: anthropic, key_env: \(key) }
        b: { kind: anthropic, key_env: skantverysecret }
        c: { kind: ollama, url: "http://user:\(key)@host" }
        d: { kind: ollama, headers: { x-key: "\(key)\\n" } }
        e: { kind: ollama, idle_timeout: "${KEY}" }
      """, ["KEY": key])
    #expect(problems.count == 7)
    #expect(!problems.contains { $0.contains("verysecret") }, "\(problems)")
  }

  @Test("a secret prints as dots in every way of printing")
  func secretIsRedacted() {
    let (configuration, _) = read("server: { auth_token: verysecret }")
    var dumped = ""
    dump(configuration, to: &dumped)
    let printed = ["\(configuration)", String(reflecting: configuration), dumped]
    for text in printed { #expect(!text.contains("verysecret")) }
    #expect(configuration.server.authToken?.text == "verysecret")
  }

  private func read(_ text: String, _ variables: [String: String] = [:]) -> (
    Configuration, problems: [String]
  ) {
    var configuration = Configuration(store: StoreConfiguration(path: "/db"), table: .own)
    let problems = configuration.apply(Array(text.utf8), from: "f", environment: Environment(variables))
    return (configuration, problems.map(\.description))
  }
}
