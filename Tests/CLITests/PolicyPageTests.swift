import Gateway
import Testing

@testable import CLI

@Suite("Pages about policies and routes")
struct PolicyPageTests {
  private static var routed: RouteReport {
    var report = RouteReport(
      model: "claude-opus-5-5", kind: "main", mark: "no mark of another kind", complexity: "moderate",
      policy: "hybrid")
    report.evidence = [
      .init(rule: "tool-calls", weight: 2, finding: "5 calls since the last message of a person"),
      .init(rule: "short-prompt", weight: -1, finding: "12 tokens"),
    ]
    (report.tier, report.rule, report.place) = ("primary", "tool_calls_over: 3 → primary", "hybrid.yaml:24")
    report.notes = ["the client asks for the tier 'x', which the policy 'hybrid' does not have"]
    report.targets = [
      .init(
        name: "anthropic/claude-opus-5-5", isLocal: false, window: nil, windowSource: nil, plan: .untouched),
      .init(
        name: "ollama/qwen3:8b", isLocal: true, window: 8192, windowSource: "loaded",
        plan: .fitted(
          PromptReport(
            originalTokens: 40_000, sentTokens: 6_000, window: 8192, windowSource: "loaded", limit: 6_500,
            reserve: 1_500, strippedParts: 12, droppedMessages: 30, epoch: "first", epochs: 1, blocks: nil))),
      .init(
        name: "box/tiny", isLocal: true, window: 4096, windowSource: "assumed",
        plan: .refused("it takes no tools")),
    ]
    report.skipped = [
      .init(
        target: "openrouter/qwen", cause: "not-configured",
        reason: "no backend 'openrouter' is configured or found")
    ]
    return report
  }

  @Test("a route: what the request is, which rule takes it, and its targets with their plans")
  func route() {
    #expect(
      RoutePage(report: Self.routed).text(on: .plain) == """
        model       claude-opus-5-5
        kind        main (no mark of another kind)
        complexity  moderate
        policy      hybrid
        rule        tool_calls_over: 3 → primary (hybrid.yaml:24)
        tier        primary
        note        the client asks for the tier 'x', which the policy 'hybrid' does not have

        EVIDENCE      WEIGHT  FOUND
        tool-calls        +2  5 calls since the last message of a person
        short-prompt      -1  12 tokens

           TARGET                     WINDOW           PLAN               ORIGINAL   SENT  STRIPPED  DROPPED
        1  anthropic/claude-opus-5-5       ?           as it came
        2  ollama/qwen3:8b             8,192  loaded   made to fit          40,000  6,000        12       30
        3  box/tiny                    4,096  assumed  it takes no tools

        NOT TRIED        BECAUSE
        openrouter/qwen  no backend 'openrouter' is configured or found

        """)
  }

  @Test("a request that goes nowhere says why")
  func nowhere() {
    var report = RouteReport(model: "m", kind: "main", mark: "none", complexity: "simple", policy: "default")
    (report.failure, report.isLocalOnly) = ("model 'm' is not known here", true)
    #expect(
      RoutePage(report: report).text(on: .plain) == """
        model       m
        kind        main (none)
        complexity  simple
        policy      default
        privacy     nothing leaves this machine and its network

        model 'm' is not known here

        """)
  }

  @Test("a route as JSON")
  func json() {
    var report = Self.routed
    (report.evidence, report.notes, report.targets) = ([], [], [report.targets[2]])
    #expect(
      String(decoding: report.json, as: UTF8.self)
        == #"{"model":"claude-opus-5-5","kind":"main","mark":"no mark of another kind","complexity":"moderate","#
        + #""evidence":[],"policy":"hybrid","tier":"primary","rule":"tool_calls_over: 3 → primary","#
        + #""place":"hybrid.yaml:24","local_only":false,"notes":[],"targets":[{"target":"box/tiny","local":true,"#
        + #""window":4096,"window_source":"assumed","plan":"refused","reason":"it takes no tools"}],"#
        + #""skipped":[{"target":"openrouter/qwen","cause":"not-configured","#
        + #""reason":"no backend 'openrouter' is configured or found"}],"failure":null}"#)
  }

  @Test("the policies, with the one in force and what is wrong with another")
  func list() {
    let report = PolicyListReport(rows: [
      .init(name: "default", file: "/p/default.yaml", isInForce: true, tiers: ["vendor", "local"]),
      .init(
        name: "mine", file: "/p/mine.yaml", isInForce: false, tiers: [],
        problem: "/p/mine.yaml:2:1: a policy needs rules"),
    ])
    #expect(
      PolicyListPage(report: report).text(on: .plain) == """
           NAME     TIERS                                   FILE
        *  default  vendor, local                           /p/default.yaml
           mine     /p/mine.yaml:2:1: a policy needs rules  /p/mine.yaml
        * is in force

        """)
  }
}
