import Conversations
import Testing

@testable import Store

@Suite struct ReportTests {
  @Test("an id may be cut to what no other session shares, in either case")
  func prefix() async throws {
    let store = try memoryStore()
    for number in 0..<40 { await store.play(try request(["u:\(number)"], session: "c\(number)")) }
    let ids = try await store.sessions().map(\.id.text).sorted()
    #expect(ids.count == 40)
    #expect(try await store.session(ids[7]).summary.id.text == ids[7])
    #expect(try await store.session(ids[7].uppercased()).summary.id.text == ids[7])
    await #expect(
      throws: StoreError.ambiguousSession(prefix: "s", candidates: ids.prefix(8).map { SessionID($0) })
    ) {
      try await store.session("s")
    }
    for unknown in ["x", "", "s~", "%"] {
      await #expect(throws: StoreError.noSession(prefix: unknown)) { try await store.session(unknown) }
    }
  }

  @Test("sessions come latest first, as many as are asked for")
  func list() async throws {
    let store = try memoryStore()
    for number in 0..<5 {
      await store.play(try request(["u:\(number)"], session: "c\(number)"), at: Int64(number))
    }
    #expect(try await store.sessions(SessionQuery(limit: 2)).map(\.title) == ["4", "3"])
    #expect(try await store.sessions(SessionQuery(since: 3)).map(\.title) == ["4", "3"])
    #expect(try await store.sessions(SessionQuery(limit: 0)).isEmpty)
  }

  @Test("the words of a branch are those that were said on it")
  func branches() async throws {
    let store = try memoryStore()
    let state = await store.play(try request(["u:1", "a:2", "u:3"], session: "c"), answer: "a:4", at: 1)
    await store.play(try request(["u:1", "a:2", "u:x"], session: "c"), answer: "a:y", at: 2)
    func words(_ branch: Int?) async throws -> [String] {
      try await store.messages(of: state.session.text, branch: branch).map {
        String(decoding: $0.body, as: UTF8.self)
      }
    }
    #expect(try await words(0) == ["u:1", "a:2", "u:3", "a:4"].map(messageText))
    #expect(try await words(1) == ["u:1", "a:2", "u:x", "a:y"].map(messageText))
    #expect(try await words(nil) == words(1))
    #expect(try await store.messages(of: state.session.text).map(\.turn) == [1, 1, 2, 2])
    await #expect(throws: StoreError.noBranch(session: state.session, number: 2)) { try await words(2) }
    await #expect(throws: StoreError.noTurn(session: state.session, number: 3)) {
      try await store.turn(3, of: state.session.text)
    }
  }

  @Test("a session of side requests alone has no messages to show")
  func sideOnly() async throws {
    let store = try memoryStore()
    let state = await store.play(try request(["u:quota"], session: "c"), kind: .probe)
    #expect(try await store.messages(of: state.session.text).isEmpty)
    let summary = try await store.session(state.session.text).summary
    #expect(summary.messages == 0)
    #expect(summary.title == nil)
  }

  /// Turns of two sessions, three days and two backends; the last was sent nowhere.
  private func storeWithUsage() async throws -> (ConversationStore, [SessionID]) {
    let store = try memoryStore()
    let day: Int64 = 24 * 3600 * 1000
    let plan = [("c", "x", "m1", 0), ("c", "y", "m2", 0), ("d", "x", "m1", 1), ("d", "", "", 3)]
    var sessions: [SessionID] = []
    for (number, (session, backend, model, days)) in plan.enumerated() {
      let request = try request(["u:\(number)"], session: session)
      var turn = turn(
        await store.recall(request, kind: .main), request, at: 12 * 3600 * 1000 + Int64(days) * day)
      if backend.isEmpty {
        turn.outcome = .failed
      } else {
        turn.target = Target(
          backend: backend, model: model, dialect: .openAIChat, isLocal: false, window: nil, traits: .full)
        turn.usage = Usage(input: 10 + number, cacheRead: 1, cacheWrite: 2, output: 3)
      }
      store.settle(turn)
      sessions.append(turn.state.session)
    }
    return (store, sessions)
  }

  @Test("usage is put together by model, backend, day or session")
  func usage() async throws {
    let (store, sessions) = try await storeWithUsage()
    let models = try await store.usage(UsageQuery(by: .model))
    #expect(models.map(\.key) == ["m1", "m2", "claude-test"])
    #expect(models.map(\.inputTokens) == [22, 11, 0])
    #expect(models.map(\.failed) == [0, 0, 1])
    #expect(try await store.usage(UsageQuery(by: .backend)).map(\.key) == ["x", "y", nil])
    let days = try await store.usage(UsageQuery(by: .day))
    #expect(days.map(\.turns) == [2, 1, 1])
    #expect(days.map(\.key) == days.map(\.key).sorted { $0! < $1! })
    let bySession = try await store.usage(UsageQuery(by: .session))
    #expect(Set(bySession.map(\.key)) == Set(sessions.map(\.text)))
    #expect(bySession.reduce(0) { $0 + $1.cacheReadTokens + $1.cacheWriteTokens + $1.outputTokens } == 18)
  }

  @Test("usage is narrowed by time, backend and model")
  func filters() async throws {
    let (store, _) = try await storeWithUsage()
    #expect(try await store.usage(UsageQuery(backend: "x")).map(\.turns) == [2])
    #expect(try await store.usage(UsageQuery(model: "m2")).map(\.turns) == [1])
    #expect(try await store.usage(UsageQuery(by: .day, since: 24 * 3600 * 1000)).map(\.turns) == [1, 1])
    #expect(try await store.usage(UsageQuery(backend: "none")).isEmpty)
  }
}
