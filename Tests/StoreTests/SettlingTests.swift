import Conversations
import Testing
import Wire

@testable import Store

@Suite struct SettlingTests {
  @Test("everything a turn knows is written down")
  func facts() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c", system: "be brief", tools: #"[{"name":"t"}]"#)
    let state = await store.recall(request, kind: .main)
    var turn = turn(state, request, answer: "a:2", at: 1234)
    turn.target = Target(
      backend: "box", model: "qwen", dialect: .openAIChat, isLocal: true,
      window: ContextWindow(tokens: 8192, source: .loaded), traits: .textOnly)
    turn.rule = "local first"
    turn.routing = TurnRouting(
      tier: "primary", complexity: "complex", evidence: ["has \"tools\"", "5 calls"], isLocalOnly: true,
      token: "ci")
    turn.hops = [
      TurnAttempt(
        backend: "a", model: "m", outcome: .skipped, start: 1, end: 2,
        failure: TurnFailure(type: "held", message: "later")),
      TurnAttempt(backend: "box", model: "qwen", outcome: .answered, start: 2, end: 1 << 40),
    ]
    turn.attempts = 2
    turn.notes = ["an \"image\"\nreplaced by a note", "a tool left out"]
    turn.stopReason = .stopSequence("</x>")
    turn.usage = Usage(input: 1, cacheRead: 2, cacheWrite: 3, output: 4, reasoning: 5)
    turn.timings = TurnTimings(head: 10, firstEvent: 20, end: 30)
    turn.responseBytes = 77
    store.settle(turn)

    let record = try #require(await store.session(state.session.text).turns.first)
    #expect(
      record
        == TurnRecord(
          number: 1, branch: 0, placement: "new", forkedAt: nil, kind: "main", dialect: "anthropic-messages",
          model: "claude-test", isStreamed: true, messages: 1, knownMessages: 0, receivedAt: 1234,
          target: TurnRecord.Target(
            backend: "box", model: "qwen", dialect: "openai-chat", isLocal: true, window: 8192,
            windowSource: "loaded"),
          rule: "local first", routing: turn.routing, attempts: 2, hops: turn.hops, notes: turn.notes,
          outcome: "completed", status: 200,
          failure: nil,
          stopReason: .stopSequence("</x>"), usage: turn.usage, timings: turn.timings,
          requestBytes: request.document.bytes.count, responseBytes: 77))
    let contents = try await store.turn(1, of: state.session.text)
    #expect(contents.system == Array(#""be brief""#.utf8))
    #expect(contents.tools == Array(#"[{"name":"t"}]"#.utf8))
    #expect(contents.answer.map(\.body) == [Array(messageText("a:2").utf8)])
  }

  @Test("an agent whose first turn ends before its parent's is its child from its next turn on")
  func agentBeforeParent() async throws {
    let store = try memoryStore()
    let main = try request(["u:go"], session: "c")
    let mainState = await store.recall(main, kind: .main)
    let first = try request(["u:look"], session: "c", agent: "a1")
    let agentState = await store.play(first, answer: "a:call", kind: .subAgent, at: 2)
    store.settle(turn(mainState, main, answer: "a:agents", at: 1))
    #expect(try await store.session(agentState.session.text).summary.origin.parent == nil)

    let second = try request(["u:look", "a:call", "u:result"], session: "c", agent: "a1")
    await store.play(second, answer: "a:done", kind: .subAgent, at: 3)
    #expect(try await store.session(agentState.session.text).summary.origin.parent == mainState.session)
  }

  @Test("a turn that was cut is recorded as such, with what came of the answer")
  func cut() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request, answer: "a:half an ans")
    turn.outcome = .cut
    turn.failure = TurnFailure(type: "stream-cut", message: "the backend hung up")
    store.settle(turn)
    let contents = try await store.turn(1, of: turn.state.session.text)
    #expect(contents.record.outcome == "cut")
    #expect(contents.record.failure == turn.failure)
    #expect(contents.answer.map(\.body) == [Array(messageText("a:half an ans").utf8)])
    #expect(try await store.sessions().first?.cut == 1)
  }

  @Test("a turn without an answer, a target or usage has none when it is read back")
  func failed() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request)
    turn.outcome = .failed
    turn.failure = TurnFailure(type: "overloaded", message: "try later")
    store.settle(turn)
    let detail = try await store.session(turn.state.session.text)
    #expect(detail.turns[0].target == nil)
    #expect(detail.turns[0].usage == nil)
    #expect(detail.turns[0].notes.isEmpty)
    #expect(detail.turns[0].timings.head == nil)
    #expect(detail.summary.failed == 1)
    #expect(detail.summary.targets.isEmpty)
    #expect(detail.summary.messages == 1)
  }

  @Test("system prompts and tools are stored once by their very bytes")
  func prompts() async throws {
    let store = try memoryStore()
    let long = String(repeating: "be brief. ", count: 1000)
    for number in 0..<5 {
      await store.play(try request(["u:\(number)"], session: "c", system: long, tools: "[]"))
    }
    let state = await store.play(try request(["u:x"], session: "c", system: "other", tools: "[]"))
    #expect(try await store.count("prompts") == 3)
    #expect(try await store.numbers("SELECT enc FROM prompts ORDER BY size") == [0, 0, 1])
    #expect(try await store.turn(1, of: state.session.text).system == Array("\"other\"".utf8))
  }

  @Test("a long message is compressed and comes back byte for byte")
  func compression() async throws {
    let store = try memoryStore()
    let line = "u:" + String(repeating: "all work and no play. ", count: 200)
    let state = await store.play(try request([line], session: "c"))
    #expect(try await store.numbers("SELECT enc FROM messages") == [1])
    #expect(try await store.numbers("SELECT length(body) < 200 FROM messages") == [1])
    #expect(try await store.messages(of: state.session.text).map(\.body) == [Array(messageText(line).utf8)])
  }

  @Test("the bytes first seen are kept, whatever a later request writes under the same identity")
  func firstSeen() async throws {
    let store = try memoryStore()
    let plain = try request(["u:1"], session: "c")
    let spaced = try request(body: #"{"messages":[ {"role": "user", "content": "1"} ]}"#)
    let same = Message(
      role: .user, source: spaced.messages[0].source, fingerprint: plain.messages[0].fingerprint)
    let retold = ChatRequest(
      dialect: .anthropicMessages, document: spaced.document, model: "m", wantsStream: false,
      maxOutputTokens: nil, system: nil, tools: nil, messages: [same], client: plain.client)
    let state = await store.play(plain)
    #expect(await store.play(retold).placement == .retry)
    #expect(try await store.messages(of: state.session.text).map(\.body) == [Array(messageText("u:1").utf8)])
  }

  @Test(
    "side requests are recorded with their words and move nothing",
    arguments: [RequestKind.title, .compaction])
  func side(kind: RequestKind) async throws {
    let store = try memoryStore()
    let main = await store.play(try request(["u:1"], session: "c"), answer: "a:2", at: 1)
    let side = await store.play(
      try request(["u:1", "a:2", "u:make a title"], session: "c"), answer: "a:Title", kind: kind, at: 2)
    let next = await store.play(try request(["u:1", "a:2", "u:3"], session: "c"), answer: "a:4", at: 3)
    #expect(side.placement == .side)
    #expect(side.session == main.session)
    #expect(next.placement == .append)
    #expect(next.knownMessages == 2)
    let detail = try await store.session(main.session.text)
    #expect(detail.branches.map(\.messages) == [4])
    #expect(detail.turns.map(\.kind) == ["main", kind.rawValue, "main"])
    let contents = try await store.turn(2, of: main.session.text)
    #expect(contents.answer.map(\.body) == [Array(messageText("a:Title").utf8)])
  }

  @Test("a conversation with a small model that no id names is recorded as one from its first request on")
  func smallConversation() async throws {
    let store = try memoryStore()
    let first = await store.play(try request(["u:hello"]), answer: "a:hi", kind: .background, at: 1)
    let second = await store.play(try request(["u:hello", "a:hi", "u:more"]), answer: "a:yes", at: 2)
    #expect(first.placement == .new)
    #expect(second.placement == .append)
    #expect(second.session == first.session)
    #expect(second.knownMessages == 2)
    #expect(try await store.session(first.session.text).summary.title == "hello")
  }

  @Test("an errand of a client that names its session waits for the conversation to begin")
  func errandBeforeConversation() async throws {
    let store = try memoryStore()
    let errand = await store.play(try request(["u:which topic?"], session: "c"), kind: .background, at: 1)
    let main = await store.play(try request(["u:hello"], session: "c"), at: 2)
    #expect(errand.placement == .side)
    #expect(main.placement == .new)
    #expect(main.session == errand.session)
  }

  @Test("an errand with tools is an agent's conversation that begins, though its session is named")
  func agentOnErrand() async throws {
    let store = try memoryStore()
    let tools = #"[{"name":"t"}]"#
    let first = await store.play(
      try request(["u:do"], session: "c", tools: tools), answer: "a:1", kind: .background, at: 1)
    let next = await store.play(try request(["u:do", "a:1", "u:2"], session: "c", tools: tools), at: 2)
    #expect(first.placement == .new)
    #expect(next.placement == .append)
  }

  @Test("forks, successors and sub-agents are seen from the session they left")
  func relations() async throws {
    let store = try memoryStore()
    let main = await store.play(try request(["u:1", "a:2", "u:3"], session: "c"), at: 1)
    await store.play(try request(["u:1", "a:2", "u:x"], session: "c"), at: 2)
    let child = await store.play(try request(["u:task"], session: "c", agent: "a"), kind: .subAgent, at: 3)
    let summary = "u:\(CompactionSummary.opening) that ran out."
    let successor = await store.play(try request([summary], session: "c"), at: 4)

    let detail = try await store.session(main.session.text)
    #expect(detail.branches.map(\.forkedAt) == [nil, 2])
    #expect(detail.turns.map(\.forkedAt) == [nil, 2])
    #expect(detail.successors == [successor.session])
    #expect(detail.subAgents == [child.session])
    let others = try await store.sessions(SessionQuery(since: 3))
    #expect(others.map(\.id) == [successor.session, child.session])
    #expect(others[0].origin == SessionOrigin(cause: .compaction, predecessor: main.session))
    #expect(others[0].title == "1", "a compacted conversation is still about the same")
    #expect(others[1].kind == .subAgent)
    #expect(others[1].origin.parent == main.session)
    #expect(others[1].clientAgent == "a")
  }

  @Test("a branch is where the latest request left it, in whatever order the turns end")
  func lateTurns() async throws {
    let store = try memoryStore()
    let early = try request(["u:1"], session: "c")
    let late = try request(["u:1", "a:2", "u:3"], session: "c")
    let first = await store.recall(early, kind: .main)
    let second = await store.recall(late, kind: .main)
    store.settle(turn(second, late, answer: "a:4", at: 2))
    store.settle(turn(first, early, answer: "a:2", at: 1))
    #expect(try await store.messages(of: first.session.text).count == 4)
  }

  @Test("a message in many sessions is stored once, and each session has it")
  func shared() async throws {
    let store = try memoryStore()
    for session in 0..<5 { await store.play(try request(["u:1", "a:2", "u:3"], session: "c\(session)")) }
    #expect(try await store.count("messages") == 3)
    #expect(try await store.count("nodes") == 3)
    #expect(try await store.sessions().map(\.messages) == [3, 3, 3, 3, 3])
  }

  @Test("a request of any length finds what is stored of it", arguments: 0..<12)
  func prefixes(stored: Int) async throws {
    let store = try memoryStore()
    let lines = (0..<12).map { $0 % 2 == 0 ? "u:\($0)" : "a:\($0)" }
    if stored > 0 { await store.play(try request(Array(lines.prefix(stored)), session: "x")) }
    for length in [12, 3, 7] {
      let state = await store.play(try request(Array(lines.prefix(length)), session: "c\(length)"))
      #expect(try await store.messages(of: state.session.text).count == length)
    }
    #expect(try await store.count("nodes") == 12)
  }
}
