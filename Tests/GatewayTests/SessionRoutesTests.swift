import Conversations
import Dialects
import Reactor
import Routing
import Store
import Testing
import Wire

@testable import Gateway

@Suite("Where sessions have been sent")
struct SessionRoutesTests {
  private static let second: UInt64 = 1_000_000_000
  private static let session = SessionID("s00000000001")

  init() { LoopActor.shared.loop.start() }

  private static func decision(_ tier: String?) -> RouteDecision {
    RouteDecision(targets: [], tier: tier, rule: "r", isNamed: tier == nil)
  }

  @Test("the last tier counts, and how long ago that was; a target that was named is none")
  @LoopActor func earlier() {
    let routes = SessionRoutes()
    #expect(routes.earlier(of: Self.session, now: 0) == nil)
    routes.note(Self.decision("background"), of: Self.session, now: 1 * Self.second)
    routes.note(Self.decision("primary"), of: Self.session, now: 2 * Self.second)
    routes.note(Self.decision(nil), of: Self.session, now: 90 * Self.second)
    #expect(
      routes.earlier(of: Self.session, now: 302 * Self.second)
        == EarlierRoute(tier: "primary", secondsAgo: 300))
  }

  @Test("a session that once asked to stay on this machine stays there")
  @LoopActor func privacy() {
    let routes = SessionRoutes()
    #expect(!routes.isLocalOnly(Self.session))
    routes.keepLocal(Self.session, now: 0)
    routes.note(Self.decision("primary"), of: Self.session, now: Self.second)
    #expect(routes.isLocalOnly(Self.session))
    #expect(!routes.isLocalOnly(SessionID("s00000000002")))
  }

  @Test(
    "of very many sessions the ones not used for long are forgotten, and those that are to stay here last")
  @LoopActor func bound() {
    let routes = SessionRoutes()
    routes.keepLocal(Self.session, now: 0)
    for number in 1...10_000 {
      routes.note(Self.decision("t"), of: SessionID("t\(number)"), now: UInt64(number))
    }
    #expect(routes.isLocalOnly(Self.session))
    #expect(routes.earlier(of: SessionID("t1"), now: 10_000) == nil)
    #expect(routes.earlier(of: SessionID("t10000"), now: 10_000) != nil)
  }

  @Test("a run takes up where an earlier one has sent a session")
  @LoopActor func recall() async throws {
    let recorded = try RecordedSession()
    let store = try recorded.open()
    let body = #"{"model":"m","max_tokens":9,"messages":[\#(RecordedSession.question)]}"#
    let request = try AnthropicMessages().read(
      JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    var state = await store.recall(request, kind: .main)
    var turn = Turn(
      state: state, kind: .main, request: request, receivedAt: RecordedSession.start,
      requestBytes: body.utf8.count)
    turn.rule = "r"
    turn.routing = TurnRouting(tier: "primary", isLocalOnly: true)
    turn.outcome = .completed
    store.settle(turn)
    let routes = SessionRoutes(store: store)
    state.placement = .append
    await routes.recall(state, now: 1_000 * Self.second)
    #expect(routes.earlier(of: state.session, now: 1_000 * Self.second)?.tier == "primary")
    #expect(routes.isLocalOnly(state.session))
    await store.close()
  }
}
