import ContextEngine
import Conversations
import Routing
import TestKit
import Testing
import Upstream

@testable import Gateway

@Suite("Reading policies")
struct PolicyReadingTests {
  @Test("every key arrives where it belongs")
  func everyKey() throws {
    let (configuration, problems) = read(
      """
      policy:
        rules:
          - { if: { header: X-Task-Tier }, tier: from-header }
          - if: { kind: [title, probe], client: codex*, model: [a, b*], tools: false, images: true }
            tier: small
            sticky: true
            privacy: { local_only: true }
            context: { low_water: 0.2 }
          - { if: { complexity: complex, time: 22:00-06:30, available: small }, tier: big }
          - { if: { new_tokens_over: 1, tool_calls_over: 2, prompt_tokens_over: 3 }, tier: big }
          - { tier: small }
        tiers:
          big: [anthropic/same, cloud/m, local/loaded]
          small: { targets: box/m, order: cheapest }
        name: mine
        map: { "claude-haiku-*": tier:small, gpt: openrouter/z-ai/glm }
        named_models: false
        sticky: { main: false, sub-agent: true }
        privacy: { local_only: true, allow: [100.64.0.0/10] }
        answer: local
        context: { low_water: 0.6 }
        resilience: { retries: 2 }
        classifier: { tool_calls: 5, small_models: [tiny-*], trivial_to: -3, complex_from: 9 }
      """)
    #expect(problems == [])
    let policy = configuration.policy.policy
    #expect(policy.name == "mine" && !policy.takesNamedModels && policy.isLocalOnly)
    #expect(
      policy.tiers.map { "\($0.name) \($0.order) \($0.targets)" } == [
        "big listed [anthropic/same, cloud/m, local/loaded]", "small cheapest [box/m]",
      ])
    #expect(
      policy.rules.map(\.words) == [
        "header: x-task-tier → from-header",
        "kind: title, probe, client: codex*, model: a, b*, tools: false, images: true → small",
        "complexity: complex, time: 22:00-06:30, available: small → big",
        "new_tokens_over: 1, tool_calls_over: 2, prompt_tokens_over: 3 → big", "otherwise → small",
      ])
    #expect(
      policy.rules[1].isSticky == true && policy.rules[1].isLocalOnly == true
        && policy.rules[1].place == "f:4")
    #expect(
      policy.map.map { "\($0.pattern) \($0.goal)" } == [
        "claude-haiku-* tier:small", "gpt openrouter/z-ai/glm",
      ])
    #expect(policy.stickyKinds == [.subAgent] && policy.answeredHere == [.probe, .title])
    #expect(policy.classifier.toolCalls == 5 && policy.classifier.smallModels == ["tiny-*"])
    #expect(configuration.policy.resilience.retries == 2)
    #expect(configuration.policy.localAddresses.map(\.description) == ["100.64.0.0/10"])
    #expect(configuration.contextSettings(backend: "b", model: "m", rule: 1).lowWater == 0.2)
    #expect(configuration.contextSettings(backend: "b", model: "m", rule: 2).lowWater == 0.6)
  }

  @Test("without rules a policy is the standard one, with what it says over that")
  func withoutRules() {
    let (configuration, problems) = read("policy: { tiers: { background: box/m }, sticky: { main: false } }")
    #expect(problems == [])
    let (policy, standard) = (configuration.policy.policy, configuration.policies.standard.policy)
    #expect(policy.rules == standard.rules && policy.name == "default" && policy.stickyKinds == [])
    #expect(policy.tiers.map(\.name) == ["vendor", "local", "background"])
  }

  @Test(
    "what is wrong is told with its place and what was meant",
    arguments: [
      (
        "{ rules: [ { tier: backgroud } ], tiers: { background: a/b } }",
        "f:1:28: expected one of the policy's tiers (background) or from-header, found 'backgroud'; did you mean 'background'?"
      ),
      ("{ rules: [ { if: { kind: titel }, tier: t } ], tiers: { t: a/b } }", "did you mean 'title'?"),
      (
        "{ rules: [ { if: { kinds: title }, tier: t } ], tiers: { t: a/b } }",
        "unknown key 'kinds' in policy.rules.if; did you mean 'kind'?"
      ),
      (
        "{ rules: [ { if: { complexity: hard }, tier: t } ], tiers: { t: a/b } }",
        "one of trivial, simple, moderate, complex"
      ),
      (
        "{ rules: [ { if: { header: x-tier }, tier: from-header } ], tiers: { t: a/b } }",
        "one of x-ctxgw-tier, x-task-tier"
      ),
      (
        "{ rules: [ { if: { time: 8-18 }, tier: t } ], tiers: { t: a/b } }",
        "a part of the day such as 22:00-06:30"
      ),
      (
        "{ rules: [ { if: { available: u }, tier: t } ], tiers: { t: a/b } }", "one of the policy's tiers (t)"
      ),
      (
        "{ rules: [ { if: { tool_calls_over: -1 }, tier: t } ], tiers: { t: a/b } }",
        "a whole number of at least 0"
      ),
      ("{ rules: [ { if: { tools: some }, tier: t } ], tiers: { t: a/b } }", "true or false"),
      ("{ rules: [ { if: {} } ], tiers: { t: a/b } }", "this rule picks no tier"),
      (
        "{ rules: [ { tier: t }, { if: { tools: true }, tier: t } ], tiers: { t: a/b } }",
        "no request comes to this rule"
      ),
      ("{ rules: { tier: t }, tiers: { t: a/b } }", "policy.rules must be a list"),
      (
        "{ rules: [ { tier: t, privacy: { allow: 10.0.0.0/8 } } ], tiers: { t: a/b } }", "unknown key 'allow'"
      ),
      ("{ tiers: { t: same } }", "a target such as"), ("{ tiers: { t: cloud/loaded } }", "a target such as"),
      ("{ tiers: { \"a b\": a/b } }", "'a b' is no name for a tier"),
      ("{ tiers: { from-header: a/b } }", "'from-header' is no name for a tier"),
      ("{ tiers: { t: { target: a/b } } }", "did you mean 'targets'?"),
      ("{ tiers: { t: { targets: a/b, order: fast } } }", "one of listed, cheapest, fastest"),
      ("{ map: { x: tier:gone } }", "tier:vendor, tier:local"),
      ("{ map: { x: y } }", "a target such as zhipu/glm-4.6"),
      ("{ sticky: { mian: true } }", "did you mean 'main'?"), ("{ answer: here }", "one of local, model"),
      ("{ privacy: { local_only: true, allow: [10.0.0.1/8] } }", "a network such as"),
      ("{ classifier: { tool_call: 3 } }", "did you mean 'tool_calls'?"),
      ("{ classifier: { moderate_from: 9 } }", "trivial_to must be below moderate_from"),
      ("hybird", "f:1:9: there is no policy 'hybird'; did you mean 'hybrid'?"),
      ("nothing-like-it", "there are default, enterprise, free-cloud, frugal, hybrid, local-only"),
      ("./gone.yaml", "./gone.yaml: cannot be read: there is no such file"),
    ])
  func wrong(policy: String, message: String) {
    let problems = read("policy: " + policy).problems
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test(
    "a policy is found by name among one's own before those of the program, and by path beside the configuration"
  )
  func files() throws {
    let home = TemporaryDirectory()
    let own = "tiers: { t: a/b }\nrules: [ { tier: t } ]\n"
    try home.write(own, to: "ctxgw/policies/hybrid.yaml")
    try home.write(own, to: "near.yaml")
    let named = try home.write("policy: hybrid", to: "named.yaml")
    let beside = try home.write("policy: near.yaml", to: "beside.yaml")
    let environment = Environment(["XDG_CONFIG_HOME": home.path, "HOME": home.path])
    func load(_ file: String?, _ policy: String? = nil) throws -> Configuration {
      var overrides = Configuration.Overrides()
      overrides.policy = policy
      return try Configuration.load(
        file: file, data: ModelTableTests.data, environment: environment, overrides: overrides)
    }
    let hybrid = try load(named)
    #expect(hybrid.policy.policy.name == "hybrid" && hybrid.policy.policy.tiers.map(\.name) == ["t"])
    #expect(hybrid.files.contains(home.file("ctxgw/policies/hybrid.yaml")))
    #expect(hybrid.policy.policy.rules[0].place == home.file("ctxgw/policies/hybrid.yaml") + ":2")
    #expect(try load(beside).policy.policy.name == "near")
    #expect(try load(named, "frugal").policy.policy.name == "frugal")
    #expect(throws: ConfigurationError.self) { try load(nil, "frugl") }
    let list = PolicyListReport(hybrid)
    #expect(list.rows.first { $0.isInForce }?.name == "hybrid")
    #expect(
      list.rows.map(\.name) == ["default", "enterprise", "free-cloud", "frugal", "hybrid", "local-only"])
  }

  @Test(
    "what is wrong in a policy's file is told with its own place, behind what is wrong in the configuration")
  func problemsOfFiles() throws {
    let home = TemporaryDirectory()
    let bad = try home.write("tiers: { t: a/b }\nrules: [ { tier: u } ]\n", to: "bad.yaml")
    let file = try home.write("policy: bad.yaml\nsever: 1\n", to: "config.yaml")
    let error = try #require(throws: ConfigurationError.self) {
      try Configuration.load(
        file: file, data: ModelTableTests.data, environment: Environment(["HOME": home.path]))
    }
    #expect(error.problems.map(\.file) == [file, bad])
    #expect(error.problems.last?.mark?.line == 2)
    #expect(error.files.contains(bad))
  }

  @Test("targets of backends that nobody has configured are told once, with what was meant")
  func warnings() {
    let (configuration, _) = read(
      """
      policy: { tiers: { t: [antropic/same, antropic/m, ollama/m, openrouter/m] } }
      """)
    #expect(
      configuration.policyWarnings == [
        "policy 'default': targets of 'antropic' are passed over, since no such backend is configured; did you mean "
          + "'anthropic'?",
        "policy 'default': targets of 'openrouter' are passed over, since no such backend is configured",
      ])
  }

  private func read(_ text: String) -> (Configuration, problems: [String]) {
    var configuration = Configuration(store: StoreConfiguration(path: "/db"), table: .own)
    let problems = configuration.apply(Array(text.utf8), from: "f", environment: Environment([:]))
    return (configuration, problems.map(\.description))
  }
}
