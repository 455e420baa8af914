import Conversations
import Testing

@testable import Routing

@Suite("The targets of a tier")
struct TierExpansionTests {
  private func expand(_ tier: Tier, _ query: RouteQuery = .test(), isLocalOnly: Bool = false) -> TierExpansion
  {
    TierExpansion(tier, for: query, isLocalOnly: isLocalOnly)
  }

  private func causes(_ expansion: TierExpansion) -> [String] {
    expansion.skipped.map { "\($0.target) \($0.cause.rawValue)" }
  }

  @Test("same, loaded, local and cloud stand for what there is")
  func patterns() {
    var second = BackendSnapshot.box
    (second.name, second.models) = ("other", [.test("m")])
    let query = RouteQuery.test(backends: [.openrouter, .anthropic, .box, second])
    #expect(expand(.of("t", "cloud/same"), query).targets.map(\.name) == ["anthropic/claude-x"])
    #expect(expand(.of("t", "openrouter/same"), query).targets.map(\.name) == ["openrouter/claude-x"])
    #expect(expand(.of("t", "local/loaded"), query).targets.map(\.name) == ["box/big", "other/m"])
    #expect(
      expand(.of("t", "box/big", "local/loaded", "box/big"), query).targets.map(\.name) == [
        "box/big", "other/m",
      ])
  }

  @Test("cloud is the first vendor of the dialect that has credentials, and no second one")
  func cloud() {
    var keyed = BackendSnapshot.anthropic
    (keyed.name, keyed.credentials) = ("keyed", .own)
    let query = RouteQuery.test(backends: [.anthropic, keyed]) { $0.hasClientCredentials = false }
    #expect(expand(.of("t", "cloud/same"), query).targets.map(\.name) == ["keyed/claude-x"])
    let with = RouteQuery.test(backends: [.anthropic, keyed])
    #expect(expand(.of("t", "cloud/same"), with).targets.map(\.name) == ["anthropic/claude-x"])
  }

  @Test("what cannot be used is passed over, with its cause")
  func skipped() {
    let query = RouteQuery.test { $0.hasClientCredentials = false }
    let expansion = expand(
      .of("t", "gone/m", "anthropic/same", "box/missing", "openrouter/loaded", "box/big"), query)
    #expect(expansion.targets.map(\.name) == ["box/big"])
    #expect(
      causes(expansion) == [
        "gone/m not-configured", "anthropic/claude-x no-credentials", "box/missing not-listed",
        "openrouter/loaded not-loaded",
      ])
    #expect(
      causes(expand(.of("t", "local/loaded"), .test(backends: [.anthropic]))) == [
        "local/loaded not-configured"
      ])
  }

  @Test("a model is missing only where its server lists others; a tag that stands for itself may be left out")
  func listing() {
    var box = BackendSnapshot.box
    box.models = []
    #expect(expand(.of("t", "box/any"), .test(backends: [box])).targets.map(\.name) == ["box/any"])
    box.models = [.test("m:latest")]
    #expect(expand(.of("t", "box/m"), .test(backends: [box])).targets.map(\.name) == ["box/m"])
    box.described = [.test("unlisted", window: 300)]
    let described = expand(.of("t", "box/unlisted"), .test(backends: [box])).targets
    #expect(described.map { $0.window?.tokens } == [300])
  }

  @Test("a target without tools, vision or room is passed over only for one that has them")
  func shortcomings() {
    var box = BackendSnapshot.box
    var mute = ModelTraits.textOnly
    mute.toolUse = .none
    box.models = [.test("mute", traits: mute), .test("tiny", window: 100), .test("full", traits: .full)]
    let tier = Tier.of("t", "box/mute", "box/tiny", "box/full")
    let tools = RouteQuery.test(backends: [box]) { $0.facts.shape.toolCount = 1 }
    #expect(causes(expand(tier, tools)) == ["box/mute no-tools"])
    let images = RouteQuery.test(backends: [box]) { $0.facts.images = 1 }
    #expect(causes(expand(tier, images)) == ["box/mute no-vision", "box/tiny no-vision"])
    let check = RouteQuery.test(backends: [box]) {
      ($0.facts.shape.messageCount, $0.facts.promptTokens) = (1, 200)
    }
    #expect(causes(expand(tier, check)) == ["box/tiny too-small"])
    // A conversation can be cut.
    let long = RouteQuery.test(backends: [box]) { $0.facts.promptTokens = 200 }
    #expect(expand(tier, long).skipped.isEmpty)
    #expect(expand(.of("t", "box/mute"), tools).targets.map(\.name) == ["box/mute"])
  }

  @Test("a backend's way with tools holds for models nobody has listed")
  func backendTools() {
    var openrouter = BackendSnapshot.openrouter
    openrouter.toolUse = .prompt
    #expect(openrouter.target(model: "any").traits.toolUse == .prompt)
    #expect(BackendSnapshot.openrouter.target(model: "any").traits.toolUse == .native)
  }
}

@Suite("The order of targets")
struct TargetOrderTests {
  private static let backends: [BackendSnapshot] = [.anthropic, .openrouter, .box]

  private func order(_ order: Tier.Order, _ conditions: [String: TargetCondition]) throws -> [String] {
    let policy = Policy(
      name: "p", tiers: [.of("t", order: order, "anthropic/a", "openrouter/b", "openrouter/c", "box/big")],
      rules: [PolicyRule(.tier("t"))])
    let query = RouteQuery.test { $0.facts.promptTokens = 10_000 }
    return try policy.names(query) { conditions[$0.model] ?? .unknown }
  }

  @Test("what is near a limit goes behind the others, and keeps its order there")
  func health() throws {
    let low = TargetCondition(isLow: true)
    #expect(
      try order(.listed, ["a": low, "b": low])
        == ["openrouter/c", "box/big", "anthropic/a", "openrouter/b"])
  }

  @Test(
    "the cheapest for this request comes first: what runs here costs nothing, what has no price comes last")
  func cheapest() throws {
    #expect(
      try order(
        .cheapest,
        [
          "a": TargetCondition(price: ModelPrice(input: 1, output: 5)),
          "c": TargetCondition(price: ModelPrice(input: 0.5, output: 20)),
        ]) == ["box/big", "anthropic/a", "openrouter/c", "openrouter/b"])
  }

  @Test("the quickest comes first; what was never measured is tried before those that were")
  func fastest() throws {
    #expect(
      try order(
        .fastest,
        [
          "a": TargetCondition(firstEventMilliseconds: 100, tokensPerSecond: 10),
          "b": TargetCondition(firstEventMilliseconds: 900, tokensPerSecond: 100),
          "big": TargetCondition(firstEventMilliseconds: 10),
        ]) == ["openrouter/c", "box/big", "openrouter/b", "anthropic/a"])
  }
}
