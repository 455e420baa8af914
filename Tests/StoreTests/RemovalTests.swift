import Conversations
import TestKit
import Testing

@testable import Store

@Suite struct RemovalTests {
  /// Rows that nothing leads to, and links that lead nowhere.
  private func expectWhole(_ store: ConversationStore, _ location: SourceLocation = #_sourceLocation)
    async throws
  {
    let orphans = [
      "SELECT count(*) FROM messages WHERE id NOT IN (SELECT message FROM nodes)",
      """
      SELECT count(*) FROM nodes n WHERE NOT EXISTS (SELECT 1 FROM nodes WHERE parent = n.id)
        AND NOT EXISTS (SELECT 1 FROM turns WHERE request = n.id OR answer = n.id)
      """,
      """
      SELECT count(*) FROM prompts p
      WHERE NOT EXISTS (SELECT 1 FROM turns WHERE system = p.id OR tools = p.id)
      """,
      "SELECT count(*) FROM sessions s WHERE NOT EXISTS (SELECT 1 FROM turns WHERE session = s.id)",
      "SELECT count(*) FROM pragma_foreign_key_check",
    ]
    for query in orphans {
      #expect(try await store.numbers(query) == [0], "\(query)", sourceLocation: location)
    }
  }

  @Test("removing a session takes what nothing else refers to, and nothing else")
  func remove() async throws {
    let store = try memoryStore()
    let first = await store.play(
      try request(["u:1", "a:2", "u:3"], session: "c", system: "x", tools: "[1]"), answer: "a:4")
    let second = await store.play(
      try request(["u:1", "a:2", "u:x"], session: "d", system: "x", tools: "[2]"), answer: "a:4")
    #expect(try await store.remove(first.session.text) == first.session)
    try await expectWhole(store)
    // "a:4" is a message of both, under nodes of their own.
    #expect(try await store.count("messages") == 4)
    #expect(try await store.count("nodes") == 4)
    #expect(try await store.count("prompts") == 2)
    #expect(try await store.messages(of: second.session.text).count == 4)
    _ = try await store.remove(second.session.text)
    for table in ["messages", "nodes", "prompts", "turns", "branches", "sessions"] {
      #expect(try await store.count(table) == 0)
    }
  }

  @Test("a session whose history is the beginning of another's takes nothing from it")
  func prefix() async throws {
    let store = try memoryStore()
    let short = await store.play(try request(["u:1"], session: "c"), answer: "a:2")
    let long = await store.play(try request(["u:1", "a:2", "u:3"], session: "d"), answer: "a:4")
    _ = try await store.remove(short.session.text)
    #expect(try await store.messages(of: long.session.text).count == 4)
    try await expectWhole(store)
  }

  @Test("relatives outlive a removed session")
  func relatives() async throws {
    let store = try memoryStore()
    let main = await store.play(try request(["u:1"], session: "c"), at: 1)
    await store.play(try request(["u:2"], session: "c", agent: "a"), kind: .subAgent, at: 2)
    await store.play(try request(["u:3"], session: "c"), at: 3)
    _ = try await store.remove(main.session.text)
    try await expectWhole(store)
    let left = try await store.sessions()
    #expect(left.map(\.origin.cause) == [.restart, .opening])
    #expect(left.map(\.kind) == [.main, .subAgent])
    #expect(left.allSatisfy { $0.origin.predecessor == nil && $0.origin.parent == nil })
  }

  @Test("a removed session begins anew with its next request")
  func anew() async throws {
    let store = try memoryStore()
    let before = await store.play(try request(["u:1"], session: "c"), answer: "a:2")
    _ = try await store.remove(before.session.text)
    let after = await store.play(try request(["u:1", "a:2", "u:3"], session: "c"))
    #expect(after.placement == .new)
    #expect(after.session != before.session)
    #expect(try await store.messages(of: after.session.text).count == 3)
  }

  @Test("a turn that ends after its session was removed is written all the same")
  func lateTurn() async throws {
    let store = try memoryStore()
    let request = try request(["u:1", "a:2", "u:3"], session: "c")
    let state = await store.play(try StoreTests.request(["u:1"], session: "c"), answer: "a:2")
    let next = await store.recall(request, kind: .main)
    _ = try await store.remove(state.session.text)
    store.settle(turn(next, request, answer: "a:4"))
    #expect(try await store.messages(of: state.session.text).count == 4)
    try await expectWhole(store)
  }

  @Test("pruning takes the sessions that have been quiet for longer")
  func prune() async throws {
    let store = try memoryStore()
    for number in 1...9 {
      await store.play(try request(["u:\(number)"], session: "c\(number)"), at: Int64(number))
    }
    #expect(try await store.prune(before: 6) == 5)
    #expect(try await store.sessions().map(\.title) == ["9", "8", "7", "6"])
    #expect(try await store.prune(before: 6) == 0)
    try await expectWhole(store)
  }

  @Test("generated sessions leave no trace when they are removed in any order")
  func generated() async throws {
    var generator = SeededGenerator()
    let store = try memoryStore()
    // Few words, so that histories overlap in every way.
    for _ in 0..<120 {
      let length = Int.random(in: 1...6, using: &generator)
      let lines = (0..<length).map {
        "\($0 % 2 == 0 ? "u" : "a"):\(Int.random(in: 0..<3, using: &generator))"
      }
      let session = "c\(Int.random(in: 0..<12, using: &generator))"
      await store.play(
        try request(lines, session: session, system: "\(length)"), answer: "a:\(length)",
        kind: Bool.random(using: &generator) ? .main : .title)
    }
    for session in try await store.sessions(SessionQuery(limit: 1000)).shuffled(using: &generator) {
      _ = try await store.remove(session.id.text)
      try await expectWhole(store)
    }
    #expect(try await store.count("nodes") == 0)
    #expect(try await store.count("messages") == 0)
  }
}
