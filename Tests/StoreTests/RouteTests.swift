import Conversations
import TestKit
import Testing

@testable import Store

@Suite struct RouteTests {
  private let directory = TemporaryDirectory()

  private static let hops = [
    TurnAttempt(
      backend: "a", model: "m", outcome: .skipped, start: 10, end: 20,
      failure: TurnFailure(type: "breaker-open", message: "since é")),
    TurnAttempt(
      backend: "b", model: "m/n", outcome: .failed, start: 30, end: 1 << 40,
      failure: TurnFailure(type: "overloaded", message: "")),
    TurnAttempt(backend: "c", model: "", outcome: .answered, start: 1 << 40, end: 1 << 41),
  ]

  /// Settles a turn that was sent somewhere.
  @discardableResult
  private func play(
    _ store: ConversationStore, _ lines: Line..., session: String = "c", tier: String? = "primary",
    kind: RequestKind = .main, token: String? = nil, to target: String = "b/m", usage: Usage? = nil,
    outcome: TurnOutcome = .completed, at time: Int64 = 1000
  ) async throws -> SessionState {
    let request = try request(lines, session: session)
    var turn = turn(await store.recall(request, kind: kind), request, kind: kind, at: time)
    turn.rule = "rule 1"
    turn.routing = TurnRouting(tier: tier, token: token)
    let names = target.split(separator: "/").map { String($0) }
    turn.target = Target(
      backend: names[0], model: names[1], dialect: .openAIChat, isLocal: false, window: nil, traits: .full)
    turn.usage = usage
    turn.outcome = outcome
    store.settle(turn)
    return turn.state
  }

  @Test("what became of a turn's targets is shown with it, and goes with it")
  func attempts() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request)
    turn.hops = Self.hops
    store.settle(turn)
    await store.play(try StoreTests.request(["u:1", "a:2", "u:3"], session: "c"))
    #expect(try await store.session(turn.state.session.text).turns.map(\.hops) == [Self.hops, []])
    #expect(try await store.turn(1, of: turn.state.session.text).record.hops == Self.hops)
    _ = try await store.remove(turn.state.session.text)
    #expect(try await store.count("attempts") == 0)
  }

  @Test("an attempt that is damaged is not shown as something else")
  func damaged() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request)
    turn.hops = Self.hops
    store.settle(turn)
    _ = try await store.numbers("UPDATE attempts SET outcome = 'lost' WHERE number = 2 RETURNING 1")
    await #expect(throws: StoreError.self) { try await store.session(turn.state.session.text) }
  }

  @Test("a database of before routes were kept is brought up to date, and its turns have none")
  func migration() async throws {
    let path = directory.file("old.db")
    do {
      let old = try Database.writing(path, migrations: Array(Schema.migrations.prefix(3)))
      try old.execute(
        """
        INSERT INTO sessions VALUES(1, 's00000000000', x'00112233445566778899aabbccddeeff', 'main', 'new', NULL,
          NULL, 'Hi', NULL, NULL, NULL, 1, 2);
        INSERT INTO turns(session, number, branch, placement, kind, dialect, model, streamed, messages,
          known_messages, received_at, rule, attempts, outcome, status, end_ns, request_bytes, response_bytes)
        VALUES(1, 1, 0, 'side', 'probe', 'anthropic-messages', 'm', 0, 0, 0, 1, 'r', 1, 'completed', 200, 5, 6, 7)
        """)
    }
    let store = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    let turns = try await store.session("s0").turns
    #expect(turns.map(\.rule) == ["r"])
    #expect(turns.map(\.routing) == [TurnRouting()])
    #expect(turns.map(\.hops) == [[]])
    await store.close()
  }

  @Test("where a session was sent last is that of the last turn that moved it on and was routed")
  func lastRoute() async throws {
    let store = try memoryStore()
    let state = try await play(store, "u:1", tier: "background", at: 1000)
    #expect(
      await store.lastRoute(of: state.session)
        == LastRoute(tier: "background", endedAt: 1000, isLocalOnly: false))
    try await play(store, "u:1", "a:1", "u:2", tier: nil, at: 2000)
    try await play(store, "u:title", tier: "cheap", kind: .title, at: 3000)
    await store.play(try request(["u:1", "a:1", "u:2"], session: "c"), at: 4000)
    #expect(
      await store.lastRoute(of: state.session) == LastRoute(tier: nil, endedAt: 2000, isLocalOnly: false))

    let request = try request(["u:1", "a:1", "u:2", "a:2", "u:3"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request, at: 5000)
    (turn.rule, turn.routing.tier, turn.routing.isLocalOnly) = ("r", "primary", true)
    turn.timings.end = 2_000_000_000
    store.settle(turn)
    #expect(
      await store.lastRoute(of: state.session)
        == LastRoute(tier: "primary", endedAt: 7000, isLocalOnly: true))
    #expect(await store.lastRoute(of: SessionID("s-unknown")) == nil)
  }

  @Test("what a backend or a token has used is summed by model and five minutes, of answers alone")
  func usage() async throws {
    let store = try memoryStore()
    let cost = Usage(input: 10, cacheRead: 1, cacheWrite: 2, output: 3)
    try await play(store, "u:1", token: "ci", usage: cost, at: 100)
    try await play(store, "u:2", token: "ci", usage: cost, at: 299_999)
    try await play(store, "u:3", usage: nil, at: 300_000)
    try await play(store, "u:4", token: "ci", to: "b/n", usage: cost, outcome: .cut, at: 300_000)
    try await play(store, "u:5", token: "ci", outcome: .failed, at: 300_000)
    try await play(store, "u:6", token: "other", to: "z/m", usage: cost, at: 300_000)

    let double = Usage(input: 20, cacheRead: 2, cacheWrite: 4, output: 6)
    let early = StoredUsage(backend: "b", model: "m", at: 299_999, answers: 2, usage: double)
    let cut = StoredUsage(backend: "b", model: "n", at: 300_000, answers: 1, usage: cost)
    let silent = StoredUsage(backend: "b", model: "m", at: 300_000, answers: 1, usage: Usage())
    #expect(await store.usage(ofBackend: "b", since: 0) == [early, silent, cut])
    #expect(await store.usage(ofBackend: "b", since: 300_000) == [silent, cut])
    #expect(await store.usage(ofToken: "ci", since: 0) == [early, cut])
    #expect(await store.usage(ofToken: "nobody", since: 0) == [])

    let tokens = try await store.usage(UsageQuery(by: .token))
    #expect(tokens.map(\.key) == ["ci", "other", nil])
    #expect(tokens.map(\.turns) == [4, 1, 1])
    #expect(try await store.usage(UsageQuery(by: .tier)).map(\.key) == ["primary"])
  }

  @Test("sums by backend and token are looked up, not searched for")
  func indexes() async throws {
    let store = try memoryStore()
    for (column, index) in [("token", "turns_token"), ("backend", "turns_backend")] {
      let plan = try await store.perform { (archive) throws(StoreError) in
        try Statement(
          "EXPLAIN QUERY PLAN SELECT sum(input_tokens) FROM turns WHERE \(column) = ?1 AND received_at >= ?2",
          on: archive.database
        ).all("x", 0) { $0.text(3) }
      }
      #expect(plan.joined().contains("USING INDEX \(index) (\(column)=? AND received_at>?)"), "\(plan)")
    }
  }

  @Test("what holds targets back outlasts the store, until it is forgotten")
  func breakers() async throws {
    let path = directory.file("test.db")
    let first = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    for (backend, model, state) in [
      ("b", "m", "open"), ("b", "", "held"), ("a", "m", "open"), ("b", "m", "reopened"),
    ] {
      first.keep(StoredBreaker(backend: backend, model: model, state: state, until: Int64(state.count)))
    }
    first.forgetBreaker(backend: "a", model: "m")
    first.forgetBreaker(backend: "never", model: "seen")
    await first.close()

    let second = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    #expect(
      await second.breakers() == [
        StoredBreaker(backend: "b", model: "", state: "held", until: 4),
        StoredBreaker(backend: "b", model: "m", state: "reopened", until: 8),
      ])
    await second.close()
    #expect(await second.breakers() == [])
  }
}
