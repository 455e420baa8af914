import Conversations
import Testing

@testable import Routing

private let cases: [(PolicyCondition, Bool, String)] = [
  (.header("x-task-tier"), true, "header: x-task-tier"),
  (.kind([.main, .subAgent]), true, "kind: main, sub-agent"), (.kind([.main]), false, "kind: main"),
  (.complexity([.complex, .moderate]), true, "complexity: moderate, complex"),
  (.complexity([.simple]), false, "complexity: simple"), (.client(["Codex*"]), true, "client: Codex*"),
  (.client(["claude-*", "aider"]), false, "client: claude-*, aider"),
  (.model(["gpt-*"]), true, "model: gpt-*"),
  (.model(["gpt"]), false, "model: gpt"), (.tools(true), true, "tools: true"),
  (.tools(false), false, "tools: false"),
  (.newTokensOver(500), true, "new_tokens_over: 500"),
  (.newTokensOver(501), false, "new_tokens_over: 501"),
  (.toolCallsOver(3), true, "tool_calls_over: 3"), (.toolCallsOver(4), false, "tool_calls_over: 4"),
  (.promptTokensOver(1_000), true, "prompt_tokens_over: 1000"),
  (.promptTokensOver(1_001), false, "prompt_tokens_over: 1001"), (.images(true), true, "images: true"),
  (.images(false), false, "images: false"),
  (.time(TimeOfDay(start: 22 * 60, end: 6 * 60 + 30)), true, "time: 22:00-06:30"),
  (.time(TimeOfDay(start: 8 * 60, end: 18 * 60)), false, "time: 08:00-18:00"),
  (.available(tier: "t"), true, "available: t"), (.available(tier: "none"), false, "available: none"),
]

@Suite("Conditions of rules")
struct PolicyConditionTests {
  /// A request of which everything is a little above naught.
  private static let query = RouteQuery.test("gpt-5", kind: .subAgent, complexity: .moderate) {
    $0.facts.client.program = "codex_exec"
    $0.facts.newTokens = 501
    $0.facts.promptTokens = 1_001
    $0.facts.work = ToolWork(calls: 4)
    $0.facts.images = 1
    $0.facts.shape.toolCount = 2
    $0.facts.hints.tier = "t"
    $0.minuteOfDay = 23 * 60
  }

  @Test(
    "a condition holds for what it names and for nothing else, and reads as it is written",
    arguments: cases)
  func conditions(_ condition: PolicyCondition, holds: Bool, words: String) {
    let policy = Policy(name: "p", tiers: [.of("t", "openrouter/m"), .of("none", "gone/m")], rules: [])
    let match = PolicyRule(if: [condition], .tier("t")).match(Self.query, in: policy)
    #expect((match == .applies(tier: "t")) == holds)
    #expect(condition.description == words)
  }

  @Test("of several conditions all must hold")
  func several() {
    let policy = Policy(name: "p", tiers: [.of("t", "openrouter/m"), .of("none", "gone/m")], rules: [])
    let rule = PolicyRule(if: [.tools(true), .available(tier: "none")], .tier("t"))
    #expect(rule.match(Self.query, in: policy) == .lacksTargets)
    #expect(
      PolicyRule(if: [.tools(false), .images(true)], .tier("t")).match(Self.query, in: policy) == .differs)
    #expect(rule.words == "tools: true, available: none → t")
  }

  @Test("a client of which nobody knows the program is none of those that are named")
  func strangers() {
    var query = Self.query
    query.facts.client.program = nil
    let policy = Policy(name: "p", tiers: [], rules: [])
    #expect(PolicyRule(if: [.client(["*"])], .tier("t")).match(query, in: policy) == .differs)
  }

  @Test(
    "a part of the day is two times, and may go over midnight",
    arguments: [
      ("22:00-06:30", [1320, 0, 389], [390, 1319]), ("08:00-18:00", [480, 1079], [1080, 479]),
      ("00:00-24:00", [0, 1439], []),
    ])
  func times(_ text: String, inside: [Int], outside: [Int]) throws {
    let time = try #require(TimeOfDay(text))
    #expect(time.description == text)
    #expect(
      inside.allSatisfy { time.contains(minute: $0) } && !outside.contains { time.contains(minute: $0) })
  }

  @Test(
    "anything else is none",
    arguments: ["", "8:00-18:00", "08:00", "08:00-08:00", "25:00-26:00", "24:01-01:00", "a-b"])
  func noTimes(_ text: String) {
    #expect(TimeOfDay(text) == nil)
  }

  @Test(
    "a target is a backend and a model, which may hold slashes",
    arguments: ["a/b", "a/b/c", "local/loaded", "cloud/same"])
  func targets(_ text: String) {
    #expect(TargetPattern(text)?.description == text)
  }

  @Test("what lacks a part is no target", arguments: ["", "a", "/a", "a/", "/"])
  func noTargets(_ text: String) {
    #expect(TargetPattern(text) == nil)
  }

  @Test("an alias is the model's id in lower case, with a dash for what an id may not hold")
  func aliases() {
    #expect(LocalAlias.alias(of: "org/Idle Model:8b") == "claude-local-org-idle-model-8b")
    #expect(LocalAlias.isAlias("claude-local-x") && !LocalAlias.isAlias("claude-opus"))
    #expect(
      LocalAlias.mayBeLocal("claude-local-x") && LocalAlias.mayBeLocal("qwen")
        && !LocalAlias.mayBeLocal("claude-opus"))
  }
}
