import Conversations
import Synchronization
import Testing

@testable import Store

@Suite struct ReasoningTests {
  private static let thought = ReasoningState.Piece(
    .thinking(text: "hm \"é\"", signature: "c2ln"), distance: 1)
  private static let whisper = ReasoningState.Piece(.redacted(data: "AAAA"), distance: 0)

  /// Settles a turn whose answer called tools after some reasoning.
  @discardableResult
  private func play(
    _ store: ConversationStore, _ lines: [Line], session: String? = "c", agent: String? = nil,
    calls: [String: String], at time: Int64 = 1000
  ) async throws -> SessionState {
    let request = try request(lines, session: session, agent: agent)
    let kind: RequestKind = agent == nil ? .main : .subAgent
    var turn = turn(await store.recall(request, kind: kind), request, kind: kind, at: time)
    turn.reasoning = kept(calls)
    store.settle(turn)
    return turn.state
  }

  /// Reasoning before calls: each call's id with the text before it.
  private func kept(_ calls: [String: String], by issuer: String = "v/m") -> KeptReasoning? {
    var answer = Answer()
    for (id, text) in calls.sorted(by: { $0.key < $1.key }) {
      answer.append(.partStarted(.thinking))
      answer.append(.delta(.thinking(Array(text.utf8))))
      answer.append(.delta(.signature(Array("signed \(text)".utf8))))
      answer.append(.partStarted(.toolCall(id: id, name: "f")))
    }
    return KeptReasoning(of: answer, issuer: issuer)
  }

  private func texts(_ states: [String: ReasoningState]) -> [String: String] {
    states.mapValues { state in
      state.pieces.map { piece in
        if case .thinking(let text, _) = piece.content { text } else { "?" }
      }.joined()
    }
  }

  @Test("every piece comes back as it was")
  func pieces() async throws {
    let list = [
      Self.thought, Self.whisper, ReasoningState.Piece(.thinking(text: "", signature: nil), distance: 0),
    ]
    #expect(StoredReasoning.decode(StoredReasoning.encode(list)) == list)
  }

  @Test(
    "a list that is damaged is not read as something else",
    arguments: ["", "{}", "[1]", #"[{"text":"a"}]"#, #"[{"distance":-1,"text":"a"}]"#, #"[{"distance":0}]"#])
  func damaged(_ text: String) {
    #expect(StoredReasoning.decode(Array(text.utf8)) == nil)
  }

  @Test("the reasoning before a call is found by the call's id, from the request after it on")
  func found() async throws {
    let store = try memoryStore()
    let state = try await play(store, ["u:1"], calls: ["t1": "one", "t2": "two"])
    let states = await store.reasoning(in: state).states
    #expect(texts(states) == ["t1": "one", "t2": "two"])
    #expect(states["t1"]?.issuer == "v/m")
  }

  @Test("a call is the one of the conversation, not a stranger's with the same id")
  func strangers() async throws {
    let store = try memoryStore()
    try await play(store, ["u:other"], session: "d", calls: ["functions.f:0": "theirs"])
    let state = await store.play(try request(["u:1"], session: "c"))
    #expect(await store.reasoning(in: state).states.isEmpty)
  }

  @Test("a successor and an agent find what was thought before them")
  func relatives() async throws {
    let store = try memoryStore()
    let main = try await play(store, ["u:1"], calls: ["t1": "one"], at: 1)
    await store.play(try request(["u:1"], session: "c"), answer: "a:2", at: 2)
    let agent = await store.recall(try request(["u:a"], session: "c", agent: "x"), kind: .subAgent)
    #expect(agent.origin.parent == main.session)
    #expect(texts(await store.reasoning(in: agent).states) == ["t1": "one"])
    let successor = await store.recall(try request(["u:other"], session: "c"), kind: .main)
    #expect(successor.placement == .successor(of: main.session))
    #expect(texts(await store.reasoning(in: successor).states) == ["t1": "one"])
  }

  @Test("of two calls with one id the newer counts")
  func newest() async throws {
    let store = try memoryStore()
    try await play(store, ["u:1"], calls: ["t": "old"], at: 1)
    let state = try await play(store, ["u:1", "a:2", "u:3"], calls: ["t": "new"], at: 2)
    #expect(texts(await store.reasoning(in: state).states) == ["t": "new"])
  }

  @Test("who made a signature is known by its hash, and forgotten with the session")
  func issuers() async throws {
    let store = try memoryStore()
    let state = try await play(store, ["u:1"], calls: ["t": "one"])
    let name = KeptReasoning.name(of: "signed one".utf8)
    #expect(await store.reasoning(in: state).issuers == [name: "v/m"])
    let stranger = await store.play(try request(["u:1"], session: "d"))
    #expect(await store.reasoning(in: stranger).issuers.isEmpty)
    _ = try await store.remove(state.session.text)
    #expect(await store.reasoning(in: state).issuers.isEmpty)
    #expect(try await store.count("reasoning") == 0)
  }

  @Test("of a session only the newest are kept")
  func bounded() async throws {
    let store = try memoryStore()
    let half = Archive.mostReasoningStates / 2 + 100
    func calls(_ prefix: String) -> [String: String] {
      Dictionary(uniqueKeysWithValues: (0..<half).map { ("\(prefix)\($0)", "\(prefix)\($0)") })
    }
    try await play(store, ["u:1"], calls: calls("a"), at: 1)
    let state = try await play(store, ["u:1", "a:2", "u:3"], calls: calls("b"), at: 2)
    #expect(try await store.count("reasoning") == Archive.mostReasoningStates)
    let known = await store.reasoning(in: state).states
    #expect(calls("b").keys.allSatisfy { known[$0] != nil } && known.count == Archive.mostReasoningStates)
  }

  @Test("of very much reasoning the newest is given")
  func newestBytes() async throws {
    let store = try memoryStore()
    let long = String(repeating: "x", count: KeptReasoning.mostOfCall / 2 - 1000)
    let count = KnownReasoning.mostBytes / KeptReasoning.mostOfCall + 4
    var state: SessionState?
    for number in 0..<count {
      state = try await play(store, ["u:1"], calls: ["t\(number)": long], at: Int64(number))
    }
    let known = await store.reasoning(in: try #require(state)).states
    #expect(known.count == count - 4)
    #expect(known["t\(count - 1)"] != nil && known["t0"] == nil)
  }

  @Test("reasoning that cannot be read is left out and told of")
  func unreadable() async throws {
    let troubles = Mutex<[StoreTrouble]>([])
    let store = try ConversationStore(.memory, for: .serving, options: keepingOptions()) { trouble in
      troubles.withLock { $0.append(trouble) }
    }
    let state = try await play(store, ["u:1"], calls: ["t1": "one", "t2": "two"])
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute("UPDATE reasoning SET body = x'00' WHERE call = 't1'")
    }
    #expect(texts(await store.reasoning(in: state).states) == ["t2": "two"])
    #expect(troubles.withLock { $0.count } == 1)
  }
}
