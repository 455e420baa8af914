import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("What clients are told")
struct ClientSetupTests {
  private static func connection(token: String? = nil) -> ClientConnection {
    var configuration = Configuration(store: StoreConfiguration(path: "/x"), table: .own)
    configuration.server.authToken = token.flatMap { Credential($0) }
    return ClientConnection(configuration)
  }

  static func model(
    _ name: String = "qwen3:8b", alias: String? = "claude-local-qwen3-8b", window: Int? = 32_768,
    source: String = "loaded", output: Int? = nil, isLocal: Bool = true, tools: String = "native"
  ) -> ModelsReport.Model {
    ModelsReport.Model(
      id: isLocal ? name : "broker/\(name)", alias: alias, backend: isLocal ? "ollama" : "broker", name: name,
      isLocal: isLocal, isListed: true, isLoaded: true, window: window,
      windowSource: window.map { _ in source },
      maxOutputTokens: output, tools: tools, seesImages: false, thinks: nil, price: nil)
  }

  private func page(
    _ program: ClientProgram, token: String? = nil, _ model: ModelsReport.Model? = nil, own: Bool = false
  ) -> String {
    ClientSetup(program, at: Self.connection(token: token), model: model, bringsCredentials: own).page
  }

  @Test("Claude Code with its own login is told where the gateway is, and the token beside its own key")
  func claudeAlone() {
    #expect(
      page(.claude) == """
        export ANTHROPIC_BASE_URL=http://127.0.0.1:8484
        export CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1

        """)
    #expect(
      page(.claude, token: "it's me").contains(
        #"export ANTHROPIC_CUSTOM_HEADERS='x-ctxgw-token: it'\''s me'"#))
  }

  @Test("Claude Code on a local model gets all its names, and a window in which it never compacts")
  func claudeLocal() {
    #expect(
      page(.claude, token: "t0ken", Self.model()) == """
        # CLAUDE_CODE_ATTRIBUTION_HEADER is surest in the env block of ~/.claude/settings.json; the gateway takes the line out too.
        export ANTHROPIC_BASE_URL=http://127.0.0.1:8484
        export ANTHROPIC_AUTH_TOKEN=t0ken
        export CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY=1
        export ANTHROPIC_MODEL=claude-local-qwen3-8b
        export ANTHROPIC_DEFAULT_HAIKU_MODEL=claude-local-qwen3-8b
        export ANTHROPIC_DEFAULT_SONNET_MODEL=claude-local-qwen3-8b
        export ANTHROPIC_DEFAULT_OPUS_MODEL=claude-local-qwen3-8b
        export ANTHROPIC_DEFAULT_FABLE_MODEL=claude-local-qwen3-8b
        export CLAUDE_CODE_ATTRIBUTION_HEADER=0
        export CLAUDE_CODE_MAX_CONTEXT_TOKENS=200000
        export CLAUDE_CODE_MAX_OUTPUT_TOKENS=16384

        """)
  }

  @Test(
    "a vendor's model that Claude Code does not know has its own window, and says so where that is too small")
  func claudeVendor() {
    let large = page(.claude, Self.model("glm", alias: nil, window: 131_072, source: "table", isLocal: false))
    #expect(large.contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS=131072\n") && !large.contains("MAX_OUTPUT_TOKENS"))
    #expect(large.contains("ANTHROPIC_AUTH_TOKEN=local\n") && large.contains("ANTHROPIC_MODEL=broker/glm\n"))
    let small = page(
      .claude, Self.model("s", alias: nil, window: 32_768, source: "table", output: 4096, isLocal: false))
    #expect(
      small.contains("CLAUDE_CODE_MAX_OUTPUT_TOKENS=4096\n")
        && small.contains("# broker/s has a window of 32768 tokens"))
    #expect(
      page(.claude, Self.model("u", alias: nil, window: nil, isLocal: false)).contains(
        "# The window of broker/u is not known"))
  }

  @Test(
    "a model that Claude Code knows keeps its window there, unless its vendor grants less; its login is left to it"
  )
  func claudeKnown() {
    let own = page(
      .claude, token: "t",
      Self.model("claude-opus-5-5", alias: nil, window: 1_000_000, source: "table", isLocal: false),
      own: true)
    #expect(!own.contains("AUTH_TOKEN") && !own.contains("MAX_CONTEXT") && !own.contains("ATTRIBUTION"))
    #expect(own.contains("ANTHROPIC_CUSTOM_HEADERS='x-ctxgw-token: t'"))
    let lesser = page(
      .claude,
      Self.model("claude-sonnet-5", alias: nil, window: 128_000, source: "configured", isLocal: false))
    #expect(lesser.contains("CLAUDE_CODE_AUTO_COMPACT_WINDOW=200000\n"))
  }

  @Test(
    "by its own formula Claude Code compacts at the window or beyond, where the gateway makes conversations fit"
  )
  func declared() throws {
    for window in [1024, 4096, 8192, 32_768, 131_072, 262_144, 1_000_000] {
      let declared = try #require(DeclaredWindow(Self.model(window: window)))
      let threshold = declared.tokens - min(declared.output, 20_000) - 13_000
      #expect(threshold >= window && threshold >= 150_000 && declared.output <= 32_000)
      #expect(!declared.isTooSmall)
    }
    let untouched = try #require(
      DeclaredWindow(
        Self.model("m", alias: nil, window: 200_000, source: "table", output: 64_000, isLocal: false)))
    #expect(
      untouched
        == DeclaredWindow(Self.model("m", alias: nil, window: 200_000, source: "table", isLocal: false)))
    #expect(untouched.tokens == 200_000 && untouched.output == 32_000)
    #expect(DeclaredWindow(Self.model(window: nil)) == nil)
  }

  @Test("Codex gets a provider that is not taken for the vendor, as a file and as words of its command line")
  func codex() {
    let setup = ClientSetup(
      .codex, at: Self.connection(token: "t"), model: Self.model(), bringsCredentials: false)
    #expect(
      setup.page == """
        # ~/.codex/config.toml
        # The gateway's token is read from the variable CTXGW_TOKEN.
        model = "qwen3:8b"
        model_provider = "ctxgw"
        model_context_window = 200000
        web_search = "disabled"

        [model_providers.ctxgw]
        name = "ctxgw"
        base_url = "http://127.0.0.1:8484/v1"
        wire_api = "responses"
        env_http_headers = { "x-ctxgw-token" = "CTXGW_TOKEN" }

        """)
    #expect(setup.variables == [.init("CTXGW_TOKEN", "t")])
    #expect(
      setup.arguments == [
        "-c", #"model="qwen3:8b""#, "-c", #"model_provider="ctxgw""#, "-c", "model_context_window=200000",
        "-c",
        #"web_search="disabled""#, "-c",
        #"model_providers.ctxgw={ name = "ctxgw", base_url = "http://127.0.0.1:8484/v1", wire_api = "responses", env_http_headers = { "x-ctxgw-token" = "CTXGW_TOKEN" } }"#,
      ])
    #expect(page(.codex, Self.model(), own: true).contains(#"env_key = "OPENAI_API_KEY""#))
  }

  @Test("programs of OpenAI's libraries, aider and Ollama's get their variables")
  func variables() {
    #expect(
      page(.openai, token: "t", Self.model()) == """
        # The model's name is qwen3:8b.
        export OPENAI_BASE_URL=http://127.0.0.1:8484/v1
        export OPENAI_API_BASE=http://127.0.0.1:8484/v1
        export OPENAI_API_KEY=t

        """)
    #expect(
      page(.aider, Self.model()) == """
        export OPENAI_API_BASE=http://127.0.0.1:8484/v1
        export OPENAI_API_KEY=local
        export AIDER_MODEL=openai/qwen3:8b
        export AIDER_SHOW_MODEL_WARNINGS=false

        """)
    #expect(page(.ollama) == "export OLLAMA_HOST=http://127.0.0.1:8484\n")
  }

  @Test(
    "OpenCode's configuration is JSON, the same in a file and in its variable, whatever the model is called")
  func openCode() throws {
    let setup = ClientSetup(
      .opencode, at: Self.connection(), model: Self.model(#"a"b\c"#), bringsCredentials: false)
    let root = try JSONDocument(parsing: Array(setup.page.utf8)).root
    #expect(root["model"]?.string == #"ctxgw/a"b\c"#)
    let provider = try #require(root["provider"]?["ctxgw"])
    #expect(provider["npm"]?.string == "@ai-sdk/openai-compatible")
    #expect(provider["options"]?["baseURL"]?.string == "http://127.0.0.1:8484/v1")
    #expect(provider["models"]?.member(#"a"b\c"#)?["limit"]?["context"]?.int == 200_000)
    #expect(setup.variables == [.init("OPENCODE_CONFIG_CONTENT", setup.page)])
  }

  @Test("editors get what is to be done in their windows")
  func editors() {
    let code = page(.vscode, Self.model())
    #expect(code.contains(#""url": "http://127.0.0.1:8484/v1/chat/completions""#))
    #expect(code.contains(#""maxInputTokens": 183616, "maxOutputTokens": 16384, "toolCalling": true"#))
    let idea = page(.jetbrains, token: "t", Self.model(tools: "none"))
    #expect(idea.contains("URL          http://127.0.0.1:8484/v1\n") && idea.contains("API key      t\n"))
    #expect(idea.contains("Tool calling off"))
  }

  @Test(
    "a text is quoted so that a shell takes it for itself",
    arguments: [
      ("", "''"), ("a b", "'a b'"), ("$(x)", "'$(x)'"), ("it's", #"'it'\''s'"#), ("`'`", #"'`'\''`'"#),
      ("http://h:1/p", "http://h:1/p"), ("a\nb", "'a\nb'"), ("~", "'~'"), ("-n", "-n"), ("*", "'*'"),
    ])
  func quoting(_ text: String, _ quoted: String) {
    #expect(ClientSetup.quoted(text) == quoted)
  }
}
