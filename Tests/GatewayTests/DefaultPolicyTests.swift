import Conversations
import Routing
import Testing

@testable import Gateway

@Suite("The default policy")
struct DefaultPolicyTests {
  static let anthropic = BackendSnapshot(
    name: "anthropic", dialect: .anthropicMessages, isLocal: false, credentials: .client, models: [])
  static let box = BackendSnapshot(
    name: "llama-server", dialect: .openAIChat, isLocal: true, credentials: .own,
    models: [
      card("org/Idle Model", isLoaded: false),
      card("qwen3:8b", isLoaded: true),
    ])

  static func card(_ id: String, isLoaded: Bool) -> ModelCard {
    ModelCard(
      id: id, window: ContextWindow(tokens: 8192, source: .loaded), traits: .textOnly, isLoaded: isLoaded)
  }

  private func route(
    _ model: String, credentials: Bool = true, backends: [BackendSnapshot] = [anthropic, box]
  ) throws -> RouteDecision {
    try PolicyLibrary.own.standard.policy.route(model, hasCredentials: credentials, backends)
  }

  @Test("a model that a local server lists goes there, with its window")
  func listed() throws {
    let decision = try route("qwen3:8b")
    #expect(decision.targets[0].name == "llama-server/qwen3:8b")
    #expect(decision.targets[0].window == ContextWindow(tokens: 8192, source: .loaded))
    #expect(decision.targets[0].isLocal)
  }

  @Test(
    "a local model is found by its alias, and the server is asked for its own id",
    arguments: [("claude-local-qwen3-8b", "qwen3:8b"), ("claude-local-org-idle-model", "org/Idle Model")])
  func alias(_ alias: String, _ id: String) throws {
    #expect(try route(alias).targets[0].model == id)
  }

  @Test("a listed id that holds a slash is not taken for a backend's name")
  func slash() throws {
    #expect(try route("org/Idle Model").targets[0].name == "llama-server/org/Idle Model")
  }

  @Test("backend/model goes to that backend, listed or not")
  func named() throws {
    #expect(try route("llama-server/new").targets[0].model == "new")
    #expect(try route("anthropic/claude-x").targets[0].model == "claude-x")
    #expect(try route("llama-server/qwen3:8b").targets[0].window?.tokens == 8192)
  }

  @Test("any other id goes to Anthropic under its own name when the client brings credentials")
  func vendor() throws {
    let decision = try route("claude-opus-5-5")
    #expect(decision.targets[0].name == "anthropic/claude-opus-5-5")
    #expect(decision.targets[0].traits == .full)
  }

  @Test("a vendor with a configured key needs no credentials of the client")
  func configuredKey() throws {
    var vendor = Self.anthropic
    vendor.credentials = .own
    #expect(try route("claude-x", credentials: false, backends: [vendor]).targets[0].backend == "anthropic")
  }

  @Test("without credentials an unknown id goes to the first loaded local model")
  func loaded() throws {
    #expect(try route("claude-opus-5-5", credentials: false).targets[0].model == "qwen3:8b")
  }

  @Test("without credentials a backend that needs the client's is refused by name")
  func missingCredentials() {
    #expect(throws: RouteError.missingCredentials(backend: "anthropic")) {
      try route("anthropic/claude-x", credentials: false)
    }
  }

  @Test(
    "an alias that no server answers to goes neither to a vendor nor to another local model",
    arguments: [true, false])
  func strayAlias(credentials: Bool) {
    let models = ["org/Idle Model", "qwen3:8b"]
    #expect(throws: RouteError.unknownModel("claude-local-gone", localModels: models)) {
      try route("claude-local-gone", credentials: credentials)
    }
  }

  @Test("a decision tells whether the client named the target or something stands in for what it named")
  func standIn() throws {
    #expect(try route("qwen3:8b").isNamed)
    #expect(try route("claude-local-qwen3-8b").isNamed)
    #expect(try route("llama-server/new").isNamed)
    #expect(try !route("claude-opus-5-5").isNamed)
    #expect(try !route("claude-opus-5-5", credentials: false).isNamed)
  }

  @Test("when nothing fits, the error names the ways that would")
  func nothing() throws {
    let error = try #require(throws: RouteError.self) {
      try route("claude-x", credentials: false, backends: [Self.anthropic])
    }
    #expect(error == .unknownModel("claude-x", localModels: []))
    #expect(error.description.contains("backend/model"))
    #expect(error.description.contains("none is running"))
  }
}

extension Policy {
  /// Where a model's name alone leads.
  func route(
    _ model: String, kind: RequestKind = .main, hasCredentials: Bool = true, _ backends: [BackendSnapshot]
  ) throws -> RouteDecision {
    try Router(self).route(
      RouteQuery(
        facts: RequestFacts(shape: RequestShape(messageCount: 1), model: model),
        classification: Classification(kind: kind, mark: ""), hasClientCredentials: hasCredentials,
        backends: backends))
  }
}
