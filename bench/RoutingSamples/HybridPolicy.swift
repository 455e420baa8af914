import Conversations
import Routing

/// The rules of the policy `hybrid`, over two tiers of one target each.
public enum HybridPolicy {
  /// The policy.
  public static let policy = Policy(
    name: "hybrid",
    tiers: [
      Tier(name: "primary", targets: [TargetPattern(.named("cloud"), .same)]),
      Tier(name: "background", targets: [TargetPattern(.named("box"), .loaded)]),
    ],
    rules: [
      PolicyRule(if: [.header("x-task-tier")], .fromHeader),
      PolicyRule(if: [.kind([.background, .title, .probe])], .tier("background")),
      PolicyRule(if: [.kind([.compaction, .autoModeCheck])], .tier("primary")),
      PolicyRule(if: [.toolCallsOver(3)], .tier("primary")),
      PolicyRule(if: [.newTokensOver(500)], .tier("primary")),
      PolicyRule(if: [.complexity([.moderate, .complex])], .tier("primary")),
      PolicyRule(.tier("background")),
    ])

  private static let cloud = BackendSnapshot(
    name: "cloud", dialect: .anthropicMessages, isLocal: false, credentials: .own, models: [])
  private static let box = BackendSnapshot(
    name: "box", dialect: .openAIChat, isLocal: true, credentials: .own,
    models: [
      ModelCard(
        id: "small", window: ContextWindow(tokens: 200_000, source: .loaded), traits: .full, isLoaded: true)
    ])

  /// The tier that a request goes to.
  public static func tier(of facts: RequestFacts, _ classification: Classification) throws -> String? {
    let query = RouteQuery(
      facts: facts, classification: classification, hasClientCredentials: true, backends: [cloud, box])
    return try Router(policy).route(query).tier
  }
}
