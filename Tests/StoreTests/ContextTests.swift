import Conversations
import Glibc
import Synchronization
import TestKit
import Testing

@testable import Store

@Suite("What was forwarded")
struct ContextTests {
  private let directory = TemporaryDirectory()

  private func report(
    blocks: [ContextBlock] = [], original: Int = 84_210, epoch: ContextEpoch? = .full, epochs: Int = 3
  ) -> ContextReport {
    ContextReport(
      originalTokens: original, sentTokens: 6120, window: ContextWindow(tokens: 8192, source: .loaded),
      limit: 6400, reserve: 1536, strippedParts: 31, droppedMessages: 44, epoch: epoch, epochs: epochs,
      blocks: blocks)
  }

  /// Places a request and settles its turn with this state.
  @discardableResult
  private func play(
    _ lines: [Line], in store: ConversationStore, session: String = "c", state bytes: [UInt8]?,
    report: ContextReport? = nil, backend: String = "box", kind: RequestKind = .main, at time: Int64
  ) async throws -> SessionState {
    let request = try request(lines, session: session)
    let state = await store.recall(request, kind: kind)
    var turn = turn(state, request, kind: kind, at: time)
    turn.context = TurnContext(
      key: ContextKey(session: state.session, branch: state.branch, backend: backend, model: "m"),
      report: report ?? self.report(), state: bytes)
    store.settle(turn)
    return state
  }

  private func branches(_ store: ConversationStore, _ session: SessionID, backend: String = "box") async
    -> [Int]
  {
    await store.contexts(of: session, backend: backend, model: "m").map(\.branch)
  }

  // MARK: States

  @Test("the states of a session's lines with a target come back, the newest first")
  func newestFirst() async throws {
    let store = try memoryStore()
    let state = try await play(["u:1"], in: store, state: [1], at: 1)
    try await play(["u:1", "a:2", "u:3"], in: store, state: [2], at: 2)
    try await play(["u:1", "a:2", "u:x"], in: store, state: [3], at: 3)
    try await play(["u:1", "a:2", "u:3", "a:4", "u:5"], in: store, state: [4], at: 4)
    try await play(["u:1"], in: store, state: [5], backend: "other", at: 5)
    try await play(["u:1"], in: store, session: "d", state: [6], at: 6)
    let contexts = await store.contexts(of: state.session, backend: "box", model: "m")
    #expect(contexts.map(\.branch) == [0, 1])
    #expect(contexts.map(\.state) == [[4], [3]])
    #expect(await store.contexts(of: state.session, backend: "box", model: "n").isEmpty)
    #expect(await store.contexts(of: SessionID("s?"), backend: "box", model: "m").isEmpty)
  }

  @Test("a turn that leaves its state as it was changes none")
  func unchanged() async throws {
    let store = try memoryStore()
    let state = try await play(["u:1"], in: store, state: [1], at: 1)
    try await play(["u:1"], in: store, state: nil, at: 2)
    #expect(await store.contexts(of: state.session, backend: "box", model: "m").map(\.state) == [[1]])
  }

  @Test("a side request leaves the states of the line it stands beside as they are")
  func side() async throws {
    let store = try memoryStore()
    let state = try await play(["u:1"], in: store, state: [1], at: 1)
    try await play(["u:1"], in: store, state: [2], kind: .title, at: 2)
    #expect(await store.contexts(of: state.session, backend: "box", model: "m").map(\.state) == [[1]])
    #expect(try await store.turn(2, of: state.session.text).record.context != nil)
  }

  @Test("a turn that is over late does not undo the state of one that came after it")
  func late() async throws {
    let store = try memoryStore()
    let state = try await play(["u:1"], in: store, state: [2], at: 2)
    try await play(["u:1"], in: store, state: [1], at: 1)
    #expect(await store.contexts(of: state.session, backend: "box", model: "m").map(\.state) == [[2]])
  }

  @Test("states outlive the process, long ones and empty ones byte for byte")
  func restart() async throws {
    let path = directory.file("t.db")
    var generator = SeededGenerator(seed: 7)
    let long = (0..<100_000).map { _ in UInt8.random(in: 0...3, using: &generator) }
    let first = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    let state = try await play(["u:1", "a:2", "u:3"], in: first, state: long, at: 1)
    try await play(["u:1", "a:2", "u:x"], in: first, state: [], at: 2)
    await first.close()
    let second = try ConversationStore(.file(path), for: .serving, options: keepingOptions()) {
      Issue.record("\($0)")
    }
    #expect(await second.contexts(of: state.session, backend: "box", model: "m").map(\.state) == [[], long])
    await second.close()
  }

  @Test("of many lines the newest states are kept")
  func bound() async throws {
    let store = try memoryStore()
    let state = try await play(["u:1", "a:2", "u:0"], in: store, state: [0], at: 0)
    for number in 1...40 {
      try await play(
        ["u:1", "a:2", "u:\(number)"], in: store, state: [UInt8(number)], at: Int64(number))
    }
    #expect(await branches(store, state.session) == (9...40).reversed())
    #expect(try await store.count("contexts") == Archive.mostContexts)
  }

  @Test("a damaged state is left out and told of; the others and the session are as they were")
  func damage() async throws {
    let troubles = Mutex<[StoreTrouble]>([])
    let store = try ConversationStore(.memory, for: .serving, options: keepingOptions()) { trouble in
      troubles.withLock { $0.append(trouble) }
    }
    let state = try await play(["u:1", "a:2", "u:3"], in: store, state: [1, 2, 3], at: 1)
    try await play(["u:1", "a:2", "u:x"], in: store, state: Array(repeating: 4, count: 1000), at: 2)
    for damage in ["enc = 9", "size = 4", "enc = 1, state = x'00'"] {
      try await store.perform { (archive) throws(StoreError) in
        try archive.database.execute("UPDATE contexts SET \(damage) WHERE branch = 0")
      }
      #expect(await branches(store, state.session) == [1])
      guard case .unread(.contexts, .corrupt)? = troubles.withLock({ $0.popLast() }) else {
        Issue.record("not told of \(damage)")
        return
      }
    }
    #expect(try await store.session(state.session.text).turns.count == 2)
    try await play(["u:1", "a:2", "u:3"], in: store, state: [5], at: 3)
    #expect(await branches(store, state.session) == [0, 1])
    #expect(troubles.withLock { $0 }.isEmpty)
  }

  @Test("a store that cannot answer gives no states and says so")
  func failure() async throws {
    let troubles = Mutex<[StoreTrouble]>([])
    let store = try ConversationStore(.memory, for: .serving, options: keepingOptions()) { trouble in
      troubles.withLock { $0.append(trouble) }
    }
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute("ALTER TABLE contexts RENAME TO lost")
    }
    #expect(await store.contexts(of: SessionID("s"), backend: "b", model: "m").isEmpty)
    await store.close()
    #expect(await store.contexts(of: SessionID("s"), backend: "b", model: "m").isEmpty)
    #expect(troubles.withLock { $0 }.count == 2)
    #expect(troubles.withLock { $0.last } == .unread(.contexts, .closed))
  }

  // MARK: Removal

  @Test("a session's states and texts go with it, and no other's")
  func remove() async throws {
    let store = try memoryStore()
    let text = String(repeating: "long ", count: 100)
    let blocks = [
      ContextBlock(
        origin: .gateway, label: "digest", state: .digest, tokens: 9, originalTokens: nil, isChanged: true,
        text: text)
    ]
    let first = try await play(["u:1"], in: store, state: [1], report: report(blocks: blocks), at: 1)
    let second = try await play(
      ["u:1"], in: store, session: "d", state: [2], report: report(blocks: blocks), at: 5)
    _ = try await store.remove(first.session.text)
    #expect(await branches(store, first.session).isEmpty)
    #expect(await branches(store, second.session) == [0])
    #expect(try await store.count("context_texts") == 1)
    #expect(try await store.turn(1, of: second.session.text).record.context?.blocks == blocks)
    #expect(try await store.prune(before: 6) == 1)
    #expect(try await store.count("contexts") == 0)
    #expect(try await store.count("context_texts") == 0)
  }

  // MARK: Reports

  @Test("what was forwarded of a turn is written down whole, and nothing of one that went out untouched")
  func facts() async throws {
    let store = try memoryStore()
    var generator = SeededGenerator()
    let blocks = (0..<300).map { _ in ContextBlock.random(using: &generator) }
    let report = report(blocks: blocks)
    let state = try await play(["u:1"], in: store, state: nil, report: report, at: 1)
    await store.play(try request(["u:1"], session: "c"), at: 2)
    #expect(try await store.turn(1, of: state.session.text).record.context == report)
    #expect(try await store.turn(2, of: state.session.text).record.context == nil)
    var figures = report
    figures.blocks = []
    #expect(try await store.session(state.session.text).turns.map(\.context) == [figures, nil])
  }

  @Test("a text that stands in many prompts of a session is kept once")
  func sharedTexts() async throws {
    let store = try memoryStore()
    let texts = (0..<4).map { String(repeating: "\($0) é ", count: 200) }
    var lines = ["u:0"]
    var states: [SessionState] = []
    for turn in 0..<10 {
      let blocks = (texts + ["short"]).map {
        ContextBlock(
          origin: .messages(0...0), part: turn, label: "x", state: .capped, tokens: 1, originalTokens: 2,
          isChanged: false, text: $0)
      }
      states.append(
        try await play(lines, in: store, state: nil, report: report(blocks: blocks), at: Int64(turn)))
      lines += ["a:\(turn)", "u:\(turn + 1)"]
    }
    #expect(try await store.count("context_texts") == 4)
    let last = try await store.turn(10, of: states[9].session.text)
    #expect(last.record.context?.blocks.map(\.text) == texts + ["short"])
  }

  @Test("blocks that are damaged, or whose text is missing, are told of as such")
  func damagedBlocks() async throws {
    let store = try memoryStore()
    let blocks = [
      ContextBlock(
        origin: .system, label: "system prompt", state: .capped, tokens: 1, originalTokens: 2,
        isChanged: false,
        text: String(repeating: "x", count: 300))
    ]
    let state = try await play(["u:1"], in: store, state: nil, report: report(blocks: blocks), at: 1)
    try await store.perform { (archive) throws(StoreError) in
      try archive.database.execute("DELETE FROM context_texts")
    }
    await #expect(throws: StoreError.self) { try await store.turn(1, of: state.session.text) }
    #expect(try await store.session(state.session.text).turns.count == 1)
    let rest = #","label":"","state":"full","tokens":1"#
    let damaged = [
      "{}", "[", #"[{"of":"moon"\#(rest)}]"#, #"[{"first":2,"last":1\#(rest)}]"#,
      #"[{"first":-1,"last":1\#(rest)}]"#,
      #"[{"first":0,"last":9223372036854775807\#(rest)}]"#, #"[{"of":"system","part":-1\#(rest)}]"#,
      #"[{"of":"system","hash":"xyz"\#(rest)}]"#, #"[{"of":"system"}]"#,
    ]
    for list in damaged {
      #expect(try StoredBlocks.decode(Array(list.utf8)) { (_) throws(StoreError) in nil } == nil)
    }
  }

  @Test("a session's line tells of its latest edited prompt and counts its epochs, side requests aside")
  func summary() async throws {
    let store = try memoryStore()
    let state = await store.play(try request(["u:1"], session: "c"), at: 1)
    #expect(try await store.sessions().map(\.context) == [nil])
    try await play(["u:1"], in: store, state: nil, report: report(epoch: .first, epochs: 1), at: 2)
    try await play(["u:1"], in: store, state: nil, report: report(original: 90_000, epoch: nil), at: 3)
    try await play(["u:1"], in: store, state: nil, report: report(original: 90_001, epoch: .full), at: 4)
    try await play(["u:t"], in: store, state: nil, report: report(original: 7), kind: .title, at: 5)
    await store.play(try request(["u:1"], session: "c"), at: 6)
    #expect(
      try await store.session(state.session.text).summary.context
        == SessionRecord.Context(
          originalTokens: 90_001, sentTokens: 6120, strippedParts: 31, droppedMessages: 44, epochs: 2))
  }

  @Test("a database of the first version keeps its sessions, whose turns went out untouched")
  func migration() async throws {
    let path = directory.file("old.db")
    do {
      let old = try Database.writing(path, migrations: Array(Schema.migrations.prefix(1)))
      try old.execute(
        """
        INSERT INTO sessions(id, name, key, kind, cause, created_at, last_at)
        VALUES(1, 'sold', zeroblob(16), 'main', 'opening', 1, 1);
        INSERT INTO turns(session, number, branch, placement, kind, dialect, model, streamed, messages,
          known_messages, received_at, rule, attempts, outcome, status, end_ns, request_bytes, response_bytes)
        VALUES(1, 1, 0, 'new', 'main', 'anthropic-messages', 'm', 1, 1, 0, 1, 'r', 1, 'completed', 200, 3, 2, 1)
        """)
    }
    #expect(throws: StoreError.tooOld(path: path, version: 1, understood: Schema.migrations.count)) {
      try ConversationStore(.file(path), for: .reading)
    }
    let store = try ConversationStore(.file(path), for: .serving, options: keepingOptions()) {
      Issue.record("\($0)")
    }
    #expect(try await store.session("sold").turns.map(\.context) == [nil])
    #expect(try await store.turn(1, of: "sold").record.context == nil)
    #expect(await store.contexts(of: SessionID("sold"), backend: "box", model: "m").isEmpty)
    let state = try await play(["u:1"], in: store, state: [1], at: 2)
    #expect(await branches(store, state.session) == [0])
    await store.close()
  }
}

extension ContextBlock {
  fileprivate static func random(using generator: inout SeededGenerator) -> ContextBlock {
    let first = Int.random(in: 0..<100, using: &generator)
    let origin: Origin =
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: .system
      case 1: .tools
      case 2: .gateway
      default: .messages(first...first + Int.random(in: 0..<3, using: &generator))
      }
    let word = ["", "a\"\n", "日本語", "\u{1}🦊"].randomElement(using: &generator)!
    let length = [0, 1, 90, 400].randomElement(using: &generator)!
    return ContextBlock(
      origin: origin, part: generator.once(in: 2) ? nil : first, label: word,
      state: State.allCases.randomElement(using: &generator)!, tokens: first,
      originalTokens: generator.once(in: 3) ? nil : first * 2, isChanged: generator.once(in: 2),
      text: generator.once(in: 3) ? nil : String(repeating: word, count: length))
  }
}
