import Conversations
import Testing

@testable import ContextEngine

/// What becomes of a conversation that fits: it grows at its end.
@Suite("planning what fits")
struct ContextPlannerTests: ScriptedTests {
  @Test func `a conversation that fits goes out whole`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello."), assistant("Hi."), user("Go on.")]
    let turn = try bench.plan(script)
    #expect(turn.planned.plan.messages == [.keep, .keep, .keep])
    #expect(turn.report.epoch == .first && turn.report.strippedParts == 0 && turn.report.droppedMessages == 0)
    #expect(turn.planned.counted.count == 3)
  }

  @Test func `only new messages are counted, and known counts are taken`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello.")]
    _ = try bench.plan(script)
    script.lines += [assistant("Hi."), user("Go on.")]
    #expect(try bench.plan(script).planned.counted.count == 2)
  }

  @Test func `what the client writes otherwise is said as it was said first`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello.")]
    for number in 0..<3 {
      script.lines += step("t\(number)", "Read", [("file_path", "a"), ("limit", "5")], result: "x")
    }
    let first = try bench.plan(script)
    script.lines += [assistant("Done."), user("Thanks.")]
    let other = Script.Hand(usesLists: false, marksCache: true, reversesKeys: true)
    let second = try bench.plan(script, other)
    #expect(second.report.epoch == nil)
    #expect(try second.anthropic.goesOn(from: first.anthropic))
    #expect(try second.chat.goesOn(from: first.chat))
  }

  @Test func `thinking is not forwarded`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [
      user("Hello."), Script.Line(role: "assistant", blocks: [.thinking("hm"), .text("Hi.")]), user("Go on."),
    ]
    #expect(try !bench.plan(script).anthropic.bytes.contains("thinking"))
  }

  @Test func `results that the client has cleared stay as they were`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines =
      [user("Hello.")] + step("t1", result: text(200, "kept")) + [assistant("I see."), user("Go on.")]
    let first = try bench.plan(script)
    script.lines += [assistant("Done."), user("Thanks.")]
    let second = try bench.plan(script, Script.Hand(shortensBefore: 4))
    #expect(try second.text.contains("kept 3 holds") && !second.text.contains(Script.cleared))
    #expect(try second.anthropic.goesOn(from: first.anthropic))
    let third = try bench.plan(script, Script.Hand(shortensBefore: 4))
    #expect(try third.anthropic.bytes == second.anthropic.bytes)
  }

  @Test func `a reminder stays where it was forwarded, and the same one is not forwarded again`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    let reminder = "<system-reminder>\nToday is Monday.\n</system-reminder>"
    script.lines = [Script.Line(role: "user", blocks: [.text("Hello."), .text(reminder)])]
    let first = try bench.plan(script)
    script.lines = [
      user("Hello."), assistant("Hi."), Script.Line(role: "user", blocks: [.text("Go."), .text(reminder)]),
    ]
    let second = try bench.plan(script)
    #expect(try second.anthropic.goesOn(from: first.anthropic))
    #expect(try second.text.components("Monday") == 1)
  }

  @Test func `system messages that come and go are told once, in their place`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello."), Script.Line(role: "system", blocks: [.text("Use the todo list.")])]
    let first = try bench.plan(script)
    script.lines = [user("Hello."), assistant("Hi."), user("Go on.")]
    let second = try bench.plan(script)
    #expect(try second.anthropic.goesOn(from: first.anthropic))
    #expect(try second.text.components("Use the todo list.") == 1)
  }

  @Test func `few new lines of the system prompt are told in the newest message`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.system = "You are an agent.\nToday is Monday."
    script.lines = [user("Hello.")]
    let first = try bench.plan(script)
    script.system = "You are an agent.\nToday is Tuesday."
    script.lines += [assistant("Hi."), user("Go on.")]
    let second = try bench.plan(script)
    #expect(second.report.epoch == nil)
    #expect(try second.anthropic.goesOn(from: first.anthropic))
    #expect(try second.text.components("Today is Tuesday.") == 1)
  }
}
