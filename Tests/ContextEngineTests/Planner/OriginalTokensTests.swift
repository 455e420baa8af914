import Conversations
import Testing

@testable import ContextEngine

/// A request and what is forwarded of it are counted the same way.
struct OriginalTokensTests: ScriptedTests {
  private func conversation() -> Script {
    var script = Script()
    script.lines = [user("Read it, then say what it does.")]
    script.lines += step("a", result: text(60)) + step("b", "Bash", [("command", "ls")], result: "a.go\nb.go")
    script.lines += [assistant("It holds values."), user("Thanks. Anything else?")]
    return script
  }

  @Test(arguments: [1.0, 1.37])
  func `a request of which nothing was taken is as large as what is forwarded, at every turn`(
    ratio: Double
  ) throws {
    var bench = Bench(window: 65_536)
    bench.budget.ratio = ratio
    let whole = conversation()
    for count in [1, 3, 5, 7] {
      var script = whole
      script.lines = Array(whole.lines[..<count])
      let report = try bench.plan(script).report
      #expect(report.originalTokens == report.sentTokens, "\(count) messages")
      for block in report.blocks { #expect(block.originalTokens ?? block.tokens == block.tokens) }
    }
  }

  @Test func `a request without tools and without a system prompt is as large as what is forwarded`() throws {
    var bench = Bench(window: 65_536)
    let report = try bench.plan(Array(#"{"model":"m","messages":[{"role":"user","content":"Hello."}]}"#.utf8))
      .report
    #expect(report.originalTokens == report.sentTokens)
  }

  @Test func `a reminder that comes and goes counts on both sides`() throws {
    var bench = Bench(window: 65_536)
    var script = conversation()
    script.lines.append(user("<system-reminder>\nThe list is empty.\n</system-reminder>"))
    for _ in 0..<2 {
      let report = try bench.plan(script).report
      #expect(report.originalTokens == report.sentTokens)
    }
  }

  @Test func `thinking and a line of attribution that were dropped count in what came only`() throws {
    var bench = Bench(window: 65_536)
    let plain = try bench.plan(conversation()).report
    bench.state = nil
    var script = conversation()
    script.lines[1].blocks.insert(.thinking(text(100, "thought")), at: 0)
    let thoughtful = try bench.plan(script).report
    #expect(thoughtful.sentTokens == plain.sentTokens)
    #expect(thoughtful.originalTokens > plain.originalTokens + 50)

    bench.state = nil
    let attributed = try bench.plan(
      Array(
        """
        {"model":"m","system":[{"type":"text","text":"x-anthropic-billing-header: v=1;"},\
        {"type":"text","text":"You help."}],"messages":[{"role":"user","content":"Hello."}]}
        """.utf8)
    ).report
    #expect(attributed.originalTokens > attributed.sentTokens + 5)
    #expect(attributed.originalTokens < attributed.sentTokens + 40)
  }

  @Test func `a tool that was found by a search counts on both sides`() throws {
    var bench = Bench(window: 65_536)
    func body(_ more: String) -> [UInt8] {
      Array(
        """
        {"model":"m","tools":[{"name":"Find","input_schema":{"type":"object","properties":{}}},\
        {"name":"Late","description":"Comes late.","defer_loading":true,\
        "input_schema":{"type":"object","properties":{}}}],\
        "messages":[{"role":"user","content":"Hello."}\(more)]}
        """.utf8)
    }
    let before = try bench.plan(body("")).report
    #expect(before.originalTokens == before.sentTokens)
    let call = """
      ,{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"Late","input":{}}]},\
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"Here."}]}
      """
    let after = try bench.plan(body(call)).report
    #expect(after.originalTokens == after.sentTokens)
  }
}
