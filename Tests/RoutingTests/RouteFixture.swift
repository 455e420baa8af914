import Conversations

@testable import Routing

extension BackendSnapshot {
  static let anthropic = BackendSnapshot(
    name: "anthropic", dialect: .anthropicMessages, isLocal: false, credentials: .client, models: [])
  static let openrouter = BackendSnapshot(
    name: "openrouter", dialect: .openAIChat, isLocal: false, credentials: .own, models: [])
  static let box = BackendSnapshot(
    name: "box", dialect: .openAIChat, isLocal: true, credentials: .own,
    models: [.test("idle", isLoaded: false), .test("big", isLoaded: true), .test("small", isLoaded: true)])
}

extension ModelCard {
  static func test(
    _ id: String, window: Int = 8192, isLoaded: Bool = true, isRemote: Bool = false,
    traits: ModelTraits = .textOnly
  ) -> ModelCard {
    ModelCard(
      id: id, window: ContextWindow(tokens: window, source: .loaded), traits: traits, isLoaded: isLoaded,
      isRemote: isRemote)
  }
}

extension RouteQuery {
  /// A query about a request of three messages, but for what is changed of it.
  static func test(
    _ model: String = "claude-x", kind: RequestKind = .main, complexity: Complexity = .simple,
    backends: [BackendSnapshot] = [.anthropic, .openrouter, .box],
    _ change: (inout RouteQuery) -> Void = { _ in }
  ) -> RouteQuery {
    var query = RouteQuery(
      facts: RequestFacts(shape: RequestShape(messageCount: 3), model: model),
      classification: Classification(kind: kind, mark: "", complexity: complexity),
      hasClientCredentials: true, backends: backends)
    change(&query)
    return query
  }
}

extension Policy {
  /// Two tiers, of which the second is for what is simple.
  static let twoTiers = Policy(
    name: "test",
    tiers: [
      .of("primary", "anthropic/same", "openrouter/qwen", "box/big"),
      .of("background", "box/small", "local/loaded"),
    ],
    rules: [
      PolicyRule(if: [.header("x-task-tier")], .fromHeader),
      PolicyRule(if: [.complexity([.moderate, .complex])], .tier("primary")),
      PolicyRule(.tier("background"), place: "test.yaml:9"),
    ])

  func names(_ query: RouteQuery, condition: (Target) -> TargetCondition = { _ in .unknown }) throws
    -> [String]
  {
    try Router(self).route(query, condition: condition).targets.map(\.name)
  }
}

extension Tier {
  static func of(_ name: String, order: Order = .listed, _ targets: String...) -> Tier {
    Tier(name: name, targets: targets.compactMap { TargetPattern($0) }, order: order)
  }
}
