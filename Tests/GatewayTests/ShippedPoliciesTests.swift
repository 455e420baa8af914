import Conversations
import Routing
import Testing

@testable import Gateway

/// Policy, kind, complexity, tier, first target, how many targets.
private let routes: [(String, RequestKind, Complexity, String, String, Int)] = [
  ("default", .main, .complex, "vendor", "anthropic/claude-opus-5-5", 1),
  ("default", .title, .trivial, "vendor", "anthropic/claude-opus-5-5", 1),
  ("hybrid", .main, .complex, "primary", "anthropic/claude-opus-5-5", 3),
  ("hybrid", .main, .moderate, "primary", "anthropic/claude-opus-5-5", 3),
  ("hybrid", .main, .simple, "background", "ollama/qwen2.5-coder:7b", 3),
  ("hybrid", .subAgent, .simple, "background", "ollama/qwen2.5-coder:7b", 3),
  ("hybrid", .title, .trivial, "background", "ollama/qwen2.5-coder:7b", 3),
  ("hybrid", .background, .complex, "background", "ollama/qwen2.5-coder:7b", 3),
  ("hybrid", .compaction, .simple, "primary", "anthropic/claude-opus-5-5", 3),
  ("hybrid", .autoModeCheck, .trivial, "primary", "anthropic/claude-opus-5-5", 3),
  ("hybrid", .count, .trivial, "primary", "anthropic/claude-opus-5-5", 3),
  ("local-only", .main, .complex, "primary", "ollama/qwen3-coder:30b", 1),
  ("local-only", .title, .trivial, "background", "ollama/qwen2.5-coder:7b", 2),
  ("free-cloud", .main, .complex, "primary", "openrouter/qwen/qwen3-coder:free", 3),
  ("free-cloud", .main, .simple, "secondary", "groq/openai/gpt-oss-120b", 2),
  ("free-cloud", .title, .trivial, "background", "ollama/qwen3-coder:30b", 2),
  ("enterprise", .main, .simple, "primary", "anthropic/claude-opus-5-5", 1),
  ("enterprise", .title, .trivial, "primary", "anthropic/claude-opus-5-5", 1),
  ("frugal", .main, .complex, "primary", "anthropic/claude-opus-5-5", 3),
  ("frugal", .main, .moderate, "everyday", "ollama/qwen3-coder:30b", 2),
  ("frugal", .title, .trivial, "background", "ollama/qwen3-coder:30b", 2),
]

@Suite("The policies that come with the program")
struct ShippedPoliciesTests {
  /// Anthropic with the client's credentials, two vendors, and a local server with two models.
  private static let backends: [BackendSnapshot] = [
    BackendSnapshot(
      name: "anthropic", dialect: .anthropicMessages, isLocal: false, credentials: .client, models: []),
    BackendSnapshot(name: "openrouter", dialect: .openAIChat, isLocal: false, credentials: .own, models: []),
    BackendSnapshot(name: "groq", dialect: .openAIChat, isLocal: false, credentials: .own, models: []),
    BackendSnapshot(
      name: "ollama", dialect: .ollamaChat, isLocal: true, credentials: .own,
      models: ["qwen2.5-coder:7b", "qwen3-coder:30b"].map {
        ModelCard(
          id: $0, window: ContextWindow(tokens: 32_768, source: .loaded), traits: .textOnly,
          isLoaded: $0 == "qwen3-coder:30b")
      }),
  ]

  @Test("each is in order, is called as its file is, and says what it is for")
  func inOrder() throws {
    let library = PolicyLibrary.own
    #expect(library.names == ["default", "enterprise", "free-cloud", "frugal", "hybrid", "local-only"])
    for name in library.names {
      let path = try #require(library.path(of: name))
      let (policy, problems) = library.read(path)
      #expect(problems == [])
      #expect(policy?.policy.name == name)
      #expect(String(decoding: try FileContents.read(path, limit: 1 << 20), as: UTF8.self).hasPrefix("# "))
    }
  }

  @Test(
    "requests go where each says",
    arguments: routes)
  func table(
    policy: String, kind: RequestKind, complexity: Complexity, tier: String, first: String, count: Int
  ) throws {
    let decision = try Router(try #require(PolicyLibrary.own.all[policy])).route(query(kind, complexity))
    #expect(decision.tier == tier)
    #expect(decision.targets.first?.name == first)
    #expect(decision.targets.count == count, "\(decision.targets.map(\.name))")
  }

  @Test("the rule of thumb sends work under way and much new text to the strong model")
  func ruleOfThumb() throws {
    let router = Router(try #require(PolicyLibrary.own.all["hybrid"]))
    var query = query(.main, .simple)
    query.facts.newTokens = 501
    #expect(try router.route(query).rule == "new_tokens_over: 500 → primary")
    query = self.query(.main, .simple)
    query.facts.work = ToolWork(calls: 4)
    #expect(try router.route(query).rule == "tool_calls_over: 3 → primary")
  }

  @Test("in frugal a client's small model is an errand, and in enterprise nobody names a target")
  func names() throws {
    let policies = PolicyLibrary.own.all
    #expect(try policies["frugal"]?.route("claude-haiku-5-5", Self.backends).tier == "background")
    #expect(
      try policies["enterprise"]?.route("openrouter/m", Self.backends).targets.map(\.backend) == ["anthropic"]
    )
    #expect(throws: RouteError.notLocal(target: "openrouter/m")) {
      try policies["local-only"]?.route("openrouter/m", Self.backends)
    }
  }

  @Test("default never goes from a vendor to a local model, nor back")
  func defaultDoesNotFailOver() throws {
    let standard = PolicyLibrary.own.standard.policy
    #expect(try standard.route("claude-x", Self.backends).targets.allSatisfy { !$0.isLocal })
    #expect(
      try standard.route("claude-x", hasCredentials: false, Self.backends).targets.allSatisfy(\.isLocal))
    // Without credentials a safety check goes where everything does.
    let check = try standard.route(
      "claude-sonnet-5", kind: .autoModeCheck, hasCredentials: false, Self.backends)
    #expect(check.targets.map(\.name) == ["ollama/qwen3-coder:30b"])
  }

  private func query(_ kind: RequestKind, _ complexity: Complexity) -> RouteQuery {
    RouteQuery(
      facts: RequestFacts(shape: RequestShape(messageCount: 3, toolCount: 2), model: "claude-opus-5-5"),
      classification: Classification(kind: kind, mark: "", complexity: complexity),
      hasClientCredentials: true,
      backends: Self.backends)
  }
}
