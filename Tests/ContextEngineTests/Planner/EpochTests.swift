import Conversations
import Testing

@testable import ContextEngine

/// What becomes of a conversation that outgrows the window.
@Suite("planning what does not fit")
struct EpochTests: ScriptedTests {
  @Test func `what outgrows the window is cut deeply, and grows again`() throws {
    var bench = Bench(window: 8_192)
    let script = longScript(steps: 40)
    var epochs = 0
    for count in stride(from: 1, through: script.lines.count, by: 2) {
      var part = script
      part.lines = Array(script.lines[..<count])
      let turn = try bench.plan(part)
      #expect(turn.report.sentTokens <= turn.report.limit)
      if turn.report.epoch == .full {
        epochs += 1
        #expect(turn.report.sentTokens < turn.report.limit * 2 / 3)
      }
    }
    #expect((2...6).contains(epochs))
  }

  @Test func `the task and what the user said stay, and what was done is told`() throws {
    var bench = Bench(window: 8_192)
    let text = try bench.plan(longScript()).text
    #expect(text.contains("Build the store.") && text.contains("User: Never touch the schema."))
    #expect(text.contains("Read src/file1.go") && !text.contains("file1 3 holds"))
    #expect(text.contains("file29 3 holds"))
    #expect(text.contains("[ctxgw: earlier steps of this session are left out"))
  }

  @Test func `sliding alone tells that something is missing and nothing more`() throws {
    var bench = Bench(window: 8_192)
    bench.settings.strategy = .slide
    let text = try bench.plan(longScript()).text
    #expect(
      text.contains("earlier steps of this session are left out") && !text.contains("Read src/file1.go"))
  }

  @Test func `stripping keeps every message`() throws {
    var bench = Bench(window: 8_192)
    bench.settings.strategy = .strip
    let turn = try bench.plan(longScript(steps: 20))
    #expect(turn.report.droppedMessages == 0 && turn.report.strippedParts > 5)
    #expect(try turn.text.contains("[ctxgw: output of Read src/file0.go left out"))
  }

  @Test func `a strategy that may do nothing refuses what does not fit, and names what is big`() throws {
    var bench = Bench(window: 8_192)
    bench.settings.strategy = .off
    let script = longScript()
    let overflow = #expect(throws: ContextOverflow.self) { try bench.plan(script) }
    #expect(overflow?.biggest.first?.name == "messages")
    var short = Script()
    short.lines = [user("Hello.")]
    #expect(try bench.plan(short).planned.plan.isUntouched)
  }

  @Test func `an unresolved failure stays, one that was resolved since does not`() throws {
    var bench = Bench(window: 8_192)
    var script = longScript(steps: 2)
    let failing = [("command", "go test ./store")]
    let fixed = [("command", "go vet ./...")]
    script.lines += step("f1", "Bash", failing, result: "store_test.go:88: want 3 got 2", isError: true)
    script.lines += step("f2", "Bash", fixed, result: "vet: shadowed variable", isError: true)
    script.lines += step("f3", "Bash", fixed, result: "ok")
    script.lines += longScript().lines.dropFirst()
    let turn = try bench.plan(script)
    let results = turn.report.blocks.filter { $0.label.hasPrefix("result of Bash") && $0.state != .dropped }
    #expect(results.map(\.label) == ["result of Bash go test ./store"])
  }

  @Test func `a result that was missed soon after its loss stays for an epoch more`() throws {
    var bench = Bench(window: 8_192)
    var script = longScript()
    script.lines.insert(
      contentsOf: step("g1", "Grep", [("pattern", "Open")], result: "src/a.go:1: Open"), at: 5)
    _ = try bench.plan(script)
    script.lines += step("g2", "Grep", [("pattern", "Open")], result: "src/a.go:1: Open")
    _ = try bench.plan(script)
    script.lines += longScript().lines.dropFirst().map(renamed("n"))
    let next = try bench.plan(script)
    #expect(next.report.epoch == .full)
    #expect(next.report.blocks.contains { $0.label == "result of Grep \"Open\"" && $0.state == .full })
    script.lines += longScript().lines.dropFirst().map(renamed("m"))
    #expect(try !bench.plan(script).report.blocks.contains { $0.label == "result of Grep \"Open\"" })
  }

  @Test func `a cold cache is used for an epoch when the prompt has grown enough`() throws {
    var bench = Bench(window: 8_192)
    _ = try bench.plan(longScript(steps: 2))
    #expect(try bench.plan(longScript(steps: 3), hints: ContextHints(isCacheCold: true)).report.epoch == nil)
    #expect(
      try bench.plan(longScript(steps: 9), hints: ContextHints(isCacheCold: true)).report.epoch == .cold)
  }

  @Test func `a tool that is gone starts the prompt anew, one that is new waits until it is called`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello.")]
    _ = try bench.plan(script)
    script.tools.append("Deploy")
    script.lines += [assistant("Hi."), user("Go on.")]
    let waiting = try bench.plan(script)
    #expect(waiting.report.epoch == nil)
    #expect(try !waiting.text.contains("Deploy"))
    script.lines += step("d1", "Deploy", result: "no such tool", isError: true)
    let asked = try bench.plan(script)
    #expect(asked.report.epoch == .toolAdded)
    #expect(try asked.text.contains("Does Deploy"))
    script.tools.removeFirst()
    #expect(try bench.plan(script).report.epoch == .fixedPart)
  }

  @Test func `going back within what is held goes on from there, further back begins anew`() throws {
    var bench = Bench(window: 8_192)
    let script = longScript()
    let first = try bench.plan(script)
    var near = script
    near.lines[near.lines.count - 1] = user("Stop, do something else.")
    near.lines[near.lines.count - 2] = assistant("Yes?")
    let held = bench.state
    let second = try bench.plan(near)
    #expect(second.report.epoch == nil)
    #expect(try second.text.hasPrefix(first.text.prefix(2_000)))
    var far = script
    far.lines = Array(script.lines[..<4]) + [user("Something else.")]
    let request = try bench.request(far.body())
    #expect(held?.agreement(with: request, parts: try bench.draft(request).parts) == nil)
    #expect(try bench.plan(far).report.epoch == .rewound)
  }

  @Test func `a state tells how much of a request it stands for`() throws {
    var bench = Bench(window: 16_384)
    var script = Script()
    script.lines = [user("Hello."), assistant("Hi."), user("Go on.")]
    _ = try bench.plan(script)
    script.lines[2] = user("Stop.")
    let request = try bench.request(script.body())
    #expect(bench.state?.agreement(with: request, parts: try bench.draft(request).parts) == 2)
  }
}
