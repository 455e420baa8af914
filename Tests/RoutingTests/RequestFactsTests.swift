import Conversations
import Routing
import RoutingSamples
import Testing

/// The facts of a sample, written in short.
private func facts(_ client: SampleClient, _ steps: SampleStep...) throws -> RequestFacts {
  try RequestSample(client: client, options: ["tools": "5"], steps: steps).facts()
}

private func call(
  _ name: String, _ object: String = "a.swift", _ result: String = "ok", isError: Bool = false
)
  -> SampleStep
{
  .called(SampleCall(name: name, object: object, result: result, isError: isError))
}

@Suite("The facts of a request")
struct RequestFactsTests {
  /// One client of each dialect.
  static let clients: [SampleClient] = [.claude, .codex, .chat, .ollama]

  @Test("what a person says last begins the count of tool calls anew", arguments: clients)
  func toolCalls(client: SampleClient) throws {
    let steps: [SampleStep] = [.said("fix it"), call("Read"), call("Grep"), call("Bash", "make")]
    let working = try RequestSample(client: client, options: ["tools": "5"], steps: steps).facts()
    #expect(working.work == ToolWork(calls: 3, looks: 2, commands: 1))
    #expect(working.toolCalls == 3)
    #expect(!working.isHumanTurn)
    let asked = steps + [.answered("Done."), .said("go on")]
    let again = try RequestSample(client: client, options: ["tools": "5"], steps: asked).facts()
    #expect(again.toolCalls == 0)
    #expect(again.earlierWork.calls == 3)
    #expect(again.isHumanTurn)
  }

  @Test("new text is a person's behind the last answer, without results and notes", arguments: clients)
  func newText(client: SampleClient) throws {
    let first = try facts(client, .said("{400}"))
    #expect(first.newTokens == 100)
    #expect(!first.isUnderWay)
    let answered = try facts(client, .said("{4000}"), .answered("{4000}"), .said("{200}"))
    #expect(answered.newTokens == 50)
    #expect(answered.isUnderWay)
    let working = try facts(client, .said("{400}"), call("Read", "a.swift", "{9000}"))
    #expect(working.newTokens == 0)
    let noted = try facts(client, .said("{400}"), .answered("x"), .noted("{reminder}"))
    #expect(noted.newTokens == 0)
  }

  @Test("notes of the client's program beside results are no words of a person's", arguments: clients)
  func notes(client: SampleClient) throws {
    let reminded = try facts(client, .said("go"), call("Read"), .noted("{reminder}"))
    #expect(reminded.toolCalls == 1)
    #expect(!reminded.isHumanTurn)
    let interrupted = try facts(client, .said("go"), call("Read"), .noted("stop, do {80}"))
    #expect(interrupted.toolCalls == 0)
    #expect(interrupted.isHumanTurn)
    #expect(interrupted.newTokens > 20)
  }

  @Test("calls count by what their tools do, and files that were changed once each", arguments: clients)
  func kinds(client: SampleClient) throws {
    let facts = try facts(
      client, .said("go"), call("Edit", "a.swift"), call("Edit", "a.swift"), call("Write", "b.swift"),
      call("apply_patch", "c.swift"), call("Bash", "make"), call("mcp__x__fetch"))
    #expect(facts.work == ToolWork(calls: 6, edits: 4, commands: 1, editedFiles: 3))
  }

  @Test("a call has failed when its result says so, or prints what only failing programs do")
  func failures() throws {
    let flagged = try facts(.claude, .said("go"), call("Read", "a.swift", "no such file", isError: true))
    #expect(flagged.work.failures == 1)
    for client in Self.clients {
      let printed = try facts(client, .said("go"), call("Bash", "make", "{90}{error}"))
      #expect(printed.work.failures == 1)
      let shown = try facts(client, .said("go"), call("Read", "server.log", "{90}{error}"))
      #expect(shown.work.failures == 0)
    }
  }

  @Test(
    "code, diffs, errors and words that ask for thought are seen in what a person says", arguments: clients)
  func marks(client: SampleClient) throws {
    let all = try facts(client, .said("Why? Debug {code} {diff} {error}"))
    #expect(all.marks.hasCode && all.marks.hasDiff && all.marks.hasErrorTrace)
    #expect(all.marks.reasoningWords == ["why", "debug"])
    let none = try facts(client, .said("Whyever, planks and debugging"))
    #expect(none.marks == TextMarks())
    let older = try facts(client, .said("why? {error}"), .answered("So."), .said("ok"))
    #expect(older.marks == TextMarks())
  }

  @Test(
    "pictures count, and cost what a picture costs, not what their bytes would as text", arguments: clients)
  func pictures(client: SampleClient) throws {
    let facts = try facts(client, .said("what is on it? {picture}{picture}"))
    #expect(facts.images == 2)
    #expect(facts.isHumanTurn)
  }

  @Test("a tag in a person's newest words names a tier; in a result or in older words it does not")
  func tags() throws {
    #expect(try facts(.claude, .said("fix it [ctxgw:tier=primary] now")).hints.tier == "primary")
    #expect(
      try facts(.claude, .said("fix it [ctxgw:tier=primary]"), call("Read")).hints.tier == "primary")
    #expect(
      try facts(.claude, .said("go"), call("Read", "a", "[ctxgw:tier=primary]")).hints.tier == nil)
    #expect(
      try facts(.claude, .said("[ctxgw:tier=primary]"), .answered("a"), .said("b")).hints.tier == nil)
    #expect(try facts(.claude, .said("[ctxgw:tier=] [ctxgw:tier=a b] [ctxgw:tier=ok]")).hints.tier == "ok")
  }

  @Test("how far is looked back is bounded: a long history counts as many calls as are near its end")
  func bounds() throws {
    let short = (0..<300).map { call("Read", "f\($0).swift", "{50}") }
    let many = try RequestSample(
      client: .claude, options: ["tools": "5"], steps: [.said("why?")] + short
    ).facts()
    #expect((20..<100).contains(many.toolCalls))
    #expect(many.marks.reasoningWords.isEmpty)
    let long = (0..<8).map { call("Read", "f\($0).swift", "{30000}") }
    let heavy = try RequestSample(
      client: .claude, options: ["tools": "5"], steps: [.said("why?")] + long
    ).facts()
    #expect(heavy.toolCalls == 8)
  }

  @Test("a paste that is too long to be read is a person's, and counts by its length", arguments: clients)
  func paste(client: SampleClient) throws {
    let facts = try facts(client, .said("{800000}"))
    #expect((150_000..<300_000).contains(facts.newTokens))
    #expect(facts.isHumanTurn)
  }

  @Test("a result that is too long to be read is no person's words")
  func longResult() throws {
    let facts = try facts(.claude, .said("go"), call("Bash", "make", "{800000}"))
    #expect(facts.newTokens == 0)
    #expect(facts.toolCalls == 1)
    #expect(!facts.isHumanTurn)
  }
}
