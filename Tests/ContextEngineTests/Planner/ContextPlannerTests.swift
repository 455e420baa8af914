import Conversations
import Testing

@testable import ContextEngine

/// What becomes of a conversation, rule by rule.
@Suite("planning")
struct ContextPlannerTests {
  /// Text of about so many tokens, a different one for each name.
  private func text(_ tokens: Int, _ name: String = "line") -> String {
    (0..<max(1, tokens / 7)).map { "\(name) \($0) holds a value\n" }.joined()
  }

  private func user(_ text: String) -> Script.Line { Script.Line(role: "user", blocks: [.text(text)]) }

  private func assistant(_ text: String) -> Script.Line {
    Script.Line(role: "assistant", blocks: [.text(text)])
  }

  /// A call and its result.
  private func step(
    _ id: String, _ name: String = "Read", _ input: [(String, String)] = [("file_path", "src/a.go")],
    result: String,
    isError: Bool = false
  ) -> [Script.Line] {
    [
      Script.Line(role: "assistant", blocks: [.call(id: id, name: name, input: input)]),
      Script.Line(role: "user", blocks: [.result(id: id, text: result, isError: isError)]),
    ]
  }

  /// A conversation that does not fit 8K: a task, what the user adds, and reads.
  private func longScript(steps: Int = 30) -> Script {
    var script = Script()
    script.lines = [user("Build the store. " + text(100, "goal"))]
    for number in 0..<steps {
      script.lines += step(
        "t\(number)", "Read", [("file_path", "src/file\(number).go")], result: text(500, "file\(number)"))
      if number == 3 {
        script.lines += [assistant("Read so far."), user("Never touch the schema.")]
      }
    }
    return script
  }

  // MARK: Growing

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

  // MARK: Reminders and notes

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

  // MARK: Epochs

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

  /// The same line with other ids.
  private func renamed(_ mark: String) -> (Script.Line) -> Script.Line {
    { line in
      var line = line
      line.blocks = line.blocks.map { block in
        switch block {
        case .call(let id, let name, let input): .call(id: mark + id, name: name, input: input)
        case .result(let id, let text, let isError): .result(id: mark + id, text: text, isError: isError)
        default: block
        }
      }
      return line
    }
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

  // MARK: Validity

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
    #expect(try turn.anthropic.complaintsAsAnthropic.isEmpty && turn.chat.complaintsAsChat.isEmpty)
    #expect(try turn.text.contains("old output") && turn.text.contains("a call of Bash ls was left out"))
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

  // MARK: Report and digests

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

extension String {
  /// How often a text occurs.
  fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}

extension [UInt8] {
  fileprivate func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
