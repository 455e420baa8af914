import Conversations
import Testing

@testable import Routing

@Suite("The router")
struct RouterTests {
  @Test("the first rule that applies picks the tier, and its targets come as they are listed")
  func rules() throws {
    let hard = try Router(.twoTiers).route(.test(complexity: .complex))
    #expect(hard.targets.map(\.name) == ["anthropic/claude-x", "openrouter/qwen", "box/big"])
    #expect(hard.tier == "primary" && hard.ruleIndex == 1 && !hard.isNamed)
    #expect(hard.rule == "complexity: moderate, complex → primary")
    let easy = try Router(.twoTiers).route(.test(complexity: .simple))
    #expect(easy.targets.map(\.name) == ["box/small", "box/big"])
    #expect(easy.rule == "otherwise → background" && easy.ruleIndex == 2)
  }

  @Test("the map comes before what a client names, and that before the rules")
  func map() throws {
    var policy = Policy.twoTiers
    policy.map = [
      ModelMapping(pattern: "claude-haiku-*", goal: .tier("background")),
      ModelMapping(pattern: "BIG", goal: .target(try #require(TargetPattern("openrouter/glm")))),
    ]
    #expect(try policy.names(.test("Claude-Haiku-5", complexity: .complex)) == ["box/small", "box/big"])
    #expect(try policy.names(.test("big")) == ["openrouter/glm"])
    #expect(try policy.names(.test("small", complexity: .complex)) == ["box/small"])
    #expect(try policy.names(.test("openrouter/any", complexity: .complex)) == ["openrouter/any"])
    policy.takesNamedModels = false
    #expect(
      try policy.names(.test("openrouter/any", complexity: .complex)).first == "anthropic/openrouter/any")
  }

  @Test("a client that asks for a tier gets it, and one that asks for another is told in a note")
  func header() throws {
    let known = try Router(.twoTiers).route(.test { $0.facts.hints.tier = "primary" })
    #expect(known.tier == "primary" && known.notes == [])
    let unknown = try Router(.twoTiers).route(.test { $0.facts.hints.tier = "secondary" })
    #expect(unknown.tier == "background")
    #expect(
      unknown.notes == ["the client asks for the tier 'secondary', which the policy 'test' does not have"])
  }

  @Test("a safety check goes to the strongest tier, whatever rules and map say")
  func safetyCheck() throws {
    var policy = Policy.twoTiers
    let decision = try Router(policy).route(.test(kind: .autoModeCheck))
    #expect(decision.tier == "primary" && decision.ruleIndex == nil)
    policy.map = [ModelMapping(pattern: "*", goal: .tier("background"))]
    #expect(try Router(policy).route(.test(kind: .autoModeCheck)).tier == "primary")
    // Where nothing of the strongest exists, the next is the strongest there is.
    policy.tiers[0] = .of("primary", "gone/m")
    #expect(try Router(policy).route(.test(kind: .autoModeCheck)).tier == "background")
  }

  @Test("a tier without targets is an error only where a rule reaches it, and says which rule and why")
  func emptyTier() throws {
    var policy = Policy.twoTiers
    policy.tiers[1] = .of("background", "gone/m", "openrouter/loaded")
    #expect(try Router(policy).route(.test(complexity: .complex)).tier == "primary")
    let error = try #require(throws: RouteError.self) { try Router(policy).route(.test()) }
    #expect(
      error.description
        == "policy 'test': the rule 'otherwise → background' (test.yaml:9) picks the tier 'background', of which no "
        + "target can be used: gone/m: no backend 'gone' is configured or found; openrouter/loaded: it has no model "
        + "loaded. Put that right, or add a target to the tier.")
  }

  @Test(
    "where no rule applies the error says so, and where only targets are lacking it names the ways to some")
  func noRule() {
    var policy = Policy.twoTiers
    policy.rules = [PolicyRule(if: [.kind([.title])], .tier("primary"))]
    #expect(throws: RouteError.noRule(policy: "test")) { try Router(policy).route(.test()) }
    policy.rules = [PolicyRule(if: [.available(tier: "gone")], .tier("primary"))]
    #expect(throws: RouteError.unknownModel("claude-x", localModels: ["idle", "big", "small"])) {
      try Router(policy).route(.test())
    }
  }

  // MARK: Sessions

  @Test(
    "a session is raised at once, and lowered only at a person's message when the cache is cold",
    arguments: [
      // at before, seconds ago, a person's message, how hard, to
      ("background", 1, false, Complexity.complex, "primary"), ("primary", 1, true, .simple, "primary"),
      ("primary", 299, true, .simple, "primary"), ("primary", 300, false, .simple, "primary"),
      ("primary", 300, true, .simple, "background"), ("gone", 1, false, .simple, "background"),
    ])
  func stickiness(before: String, seconds: Int, isHuman: Bool, complexity: Complexity, after: String) throws {
    let query = RouteQuery.test(complexity: complexity) {
      $0.earlier = EarlierRoute(tier: before, secondsAgo: seconds)
      $0.facts.isHumanTurn = isHuman
    }
    #expect(try Router(.twoTiers).route(query).tier == after)
  }

  @Test(
    "neither other kinds, nor rules that say otherwise, nor a client's own wish keep a session where it was")
  func notSticky() throws {
    let earlier = EarlierRoute(tier: "primary", secondsAgo: 1)
    #expect(try Router(.twoTiers).route(.test(kind: .title) { $0.earlier = earlier }).tier == "background")
    let wish = RouteQuery.test {
      $0.earlier = earlier
      $0.facts.hints.tier = "background"
    }
    #expect(try Router(.twoTiers).route(wish).tier == "background")
    var policy = Policy.twoTiers
    policy.rules[2].isSticky = false
    #expect(try Router(policy).route(.test { $0.earlier = earlier }).tier == "background")
    policy.rules[2].isSticky = true
    #expect(try Router(policy).route(.test(kind: .title) { $0.earlier = earlier }).tier == "primary")
  }

  @Test("a session leaves a tier of which nothing can be used any more")
  func emptiedTier() throws {
    var policy = Policy.twoTiers
    policy.tiers[0] = .of("primary", "anthropic/same")
    let query = RouteQuery.test {
      $0.earlier = EarlierRoute(tier: "primary", secondsAgo: 1)
      $0.hasClientCredentials = false
    }
    #expect(try Router(policy).route(query).tier == "background")
  }

  // MARK: Privacy

  @Test("what is not to leave the machine goes to local targets alone, whoever wants that")
  func localOnly() throws {
    let byHeader = RouteQuery.test(complexity: .complex) { $0.facts.hints.isLocalOnly = true }
    let decision = try Router(.twoTiers).route(byHeader)
    #expect(decision.targets.map(\.name) == ["box/big"] && decision.isLocalOnly)
    #expect(decision.skipped.map(\.cause) == [.notLocal, .notLocal])
    let bySession = RouteQuery.test(complexity: .complex) { $0.isLocalOnly = true }
    #expect(try Policy.twoTiers.names(bySession) == ["box/big"])
    var policy = Policy.twoTiers
    policy.rules[1].isLocalOnly = true
    #expect(try policy.names(.test(complexity: .complex)) == ["box/big"])
    policy.isLocalOnly = true
    policy.rules[1].isLocalOnly = false
    // A rule stands over the policy, and nothing over what a client wants.
    #expect(try policy.names(.test(complexity: .complex)).count == 3)
    #expect(try policy.names(byHeader) == ["box/big"])
  }

  @Test("a vendor that a client names, and a local server's model that others run, are refused by name")
  func notLocal() {
    var policy = Policy.twoTiers
    policy.isLocalOnly = true
    #expect(throws: RouteError.notLocal(target: "openrouter/m")) {
      try Router(policy).route(.test("openrouter/m"))
    }
    var box = BackendSnapshot.box
    box.models = [.test("big:cloud", isRemote: true)]
    #expect(throws: RouteError.notLocal(target: "box/big:cloud")) {
      try Router(policy).route(.test("big:cloud", backends: [box]))
    }
  }
}
