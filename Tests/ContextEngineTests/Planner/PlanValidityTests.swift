import Conversations
import Testing

@testable import ContextEngine

/// What is forwarded of broken or huge conversations, and what is told of a plan.
@Suite("planning what is broken or huge")
struct PlanValidityTests: ScriptedTests {
  @Test func `a call without a result and a result without a call leave, and the model is told`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [
      Script.Line(
        role: "user", blocks: [.result(id: "lost", text: "old output", isError: false), .text("Hello.")]),
      Script.Line(
        role: "assistant",
        blocks: [
          .call(id: "a", name: "Read", input: []), .call(id: "b", name: "Bash", input: [("command", "ls")]),
        ]),
      Script.Line(role: "user", blocks: [.result(id: "a", text: "x", isError: false), .text("Stop.")]),
    ]
    let turn = try bench.plan(script)
    #expect(try turn.anthropic.complaints.isEmpty && turn.chat.complaints.isEmpty)
    #expect(try turn.text.contains("old output") && turn.text.contains("a call of Bash ls was left out"))
  }

  @Test(arguments: ScriptedClient.all)
  func `calls that end a request are said anew with their results, whatever the assistant said behind them`(
    client: ScriptedClient
  ) throws {
    var bench = Bench(window: 16_384)
    bench.client = client
    var script = Script()
    let call = Script.Block.call(id: "a", name: "Read", input: [])
    script.lines = [user("Read it."), Script.Line(role: "assistant", blocks: [call]), assistant("Reading.")]
    _ = try bench.plan(script)
    script.lines.append(Script.Line(role: "user", blocks: [.result(id: "a", text: "found", isError: false)]))
    let turn = try bench.plan(script)
    let chat = try turn.chat
    #expect(chat.complaints.isEmpty && chat.messages.last?.results == ["a"])
  }

  @Test(arguments: ScriptedClient.all)
  func `a note never stands between what the assistant says in a row, nor behind it at the end`(
    client: ScriptedClient
  ) throws {
    var bench = Bench(window: 16_384)
    bench.client = client
    var script = Script()
    let calls = ["a", "b"].map { Script.Block.call(id: $0, name: "Read", input: []) }
    script.lines = [user("Read it."), Script.Line(role: "assistant", blocks: [.text("Let me see.")] + calls)]
    #expect(try bench.plan(script).chat.roles == ["system", "user", "assistant"])
    script.lines.append(Script.Line(role: "user", blocks: [.result(id: "b", text: "found", isError: false)]))
    let chat = try bench.plan(script).chat
    #expect(chat.roles == ["system", "user", "assistant", "tool", "user"])
    #expect(chat.messages[2].calls == ["b"])
  }

  @Test(arguments: ScriptedClient.all)
  func `a result that was shortened when it came first is forwarded whole once the client shows it whole`(
    client: ScriptedClient
  ) throws {
    var bench = Bench(window: 16_384)
    bench.client = client
    var script = Script()
    script.lines = [user("Read it.")] + step("a", result: text(200)) + [assistant("Done."), user("Thanks.")]
    let shortened = try bench.plan(script, Script.Hand(shortensBefore: 3)).chat
    let whole = try bench.plan(script).chat
    #expect(shortened.bytes.contains(Script.cleared) && whole.bytes.contains("line 7 holds a value"))
    #expect(whole.complaints.isEmpty && !whole.goesOn(from: shortened))
  }

  @Test func `a huge result is cut, and several of one message share the room`() throws {
    var bench = Bench(window: 8_192)
    var script = Script()
    let ids = ["a", "b", "c", "d"]
    script.lines = [
      user("Read them."),
      Script.Line(
        role: "assistant", blocks: ids.map { .call(id: $0, name: "Read", input: [("file_path", "\($0).go")]) }
      ),
      Script.Line(role: "user", blocks: ids.map { .result(id: $0, text: text(9_000, $0), isError: false) }),
    ]
    let turn = try bench.plan(script)
    let sizes = turn.report.blocks.filter { $0.label.hasPrefix("result") }.map(\.tokens)
    #expect(sizes.count == 4 && sizes.allSatisfy { $0 > 300 })
    #expect(sizes.reduce(0, +) <= turn.report.limit / 2)
  }

  @Test func `a message that is larger than the window is cut to its beginning and its end`() throws {
    var bench = Bench(window: 4_096)
    var script = Script()
    script.lines = [user("Hello."), assistant("Hi."), user("Look: " + text(20_000, "log") + "What is it?")]
    let forwarded = try bench.plan(script).text
    #expect(forwarded.contains("Look: log 0 holds") && forwarded.contains("What is it?"))
    #expect(forwarded.contains("left out"))
  }

  @Test func `a fixed part that leaves no room is refused with its size`() throws {
    var bench = Bench(window: 4_096)
    bench.settings.compactTools = false
    var script = longScript()
    script.system = text(4_000, "rule")
    let overflow = #expect(throws: ContextOverflow.self) { try bench.plan(script) }
    #expect(overflow?.biggest.contains { $0.name == "system prompt" } == true)
  }

  @Test func `a report accounts for what is forwarded`() throws {
    var bench = Bench(window: 8_192)
    let report = try bench.plan(longScript()).report
    #expect(report.blocks.first?.origin == .tools && report.droppedMessages > 20)
    let sum = report.blocks.reduce(0) { $0 + $1.tokens }
    #expect(sum <= report.sentTokens && sum > report.sentTokens * 9 / 10)
    #expect(report.originalTokens > 12_000)
    let dropped = report.blocks.filter { $0.state == .dropped && $0.part == nil }
    #expect(dropped.contains { $0.label.hasSuffix("messages") && $0.isChanged })
  }

  @Test func `a digest that a model has written is used from the next epoch on`() throws {
    var bench = Bench(window: 8_192)
    let script = longScript()
    let removed = try #require(try bench.plan(script).planned.removed)
    #expect(removed.transcript.contains("call of Read") && removed.earlierDigest.isEmpty)
    let hints = ContextHints(finishedDigests: [
      removed.end: "Files 0 to 20 were read; nothing is wrong with them."
    ])
    var longer = script
    longer.lines += [assistant("Hm."), user("Go on.")]
    #expect(try !bench.plan(longer, hints: hints).text.contains("nothing is wrong"))
    longer.lines += longScript().lines.dropFirst().map(renamed("n"))
    let next = try bench.plan(longer, hints: hints)
    #expect(next.report.epoch == .full)
    #expect(try next.text.components("nothing is wrong with them") == 1)
    #expect(try #require(next.planned.removed).earlierDigest.contains("nothing is wrong"))
  }
}
