import Conversations
import Reactor
import Testing

@testable import Upstream

@Suite("Health watch", .timeLimit(.minutes(2))) struct HealthWatchTests {
  private let world = HandTurnedWorld()

  init() { LoopActor.shared.loop.start() }

  private static let down = UpstreamError(.unavailable, message: "connection refused")

  /// Has a claim of a backend fail.
  @LoopActor private func fail(_ backend: Backend, on board: HealthBoard, _ error: UpstreamError = down)
    async throws
  {
    try await board.claim(Claim(backend: backend, model: "m", kind: .main, isLastResort: true)).fail(error)
  }

  @LoopActor private func presence(_ board: HealthBoard) -> BackendHealth.Presence? {
    board.report().first?.presence
  }

  @Test(
    "a local server that has refused is asked ever more rarely until it is back, and its breakers are closed then"
  )
  @LoopActor func comesBack() async throws {
    let board = world.board()
    for _ in 0..<3 { try await fail(.local("box"), on: board) }
    #expect(board.health(of: "box", "m").isHeld)
    for count in 1...6 {
      await world.reach(pauses: count)
      world.wake()
    }
    #expect(world.pauses == [250, 500, 1000, 2000, 4000, 4000])
    #expect(presence(board) == .unreachable(since: world.milliseconds) && world.returned.isEmpty)
    world.statuses["box"] = 200
    await until { presence(board) == .ready }
    #expect(world.returned == ["box"])
    #expect(board.health(of: "box", "m") == .unknown && board.kept.isEmpty)
    #expect(Set(world.questions) == ["http://box/health"])
    board.stop()
  }

  @Test("a server that is away is passed over, but for a request that has nowhere else to go")
  @LoopActor func passedOver() async throws {
    let board = world.board()
    try await fail(.local("box"), on: board)
    await world.reach(pauses: 1)
    #expect(board.health(of: "box", "other").isHeld)
    let held = await #expect(throws: Held.self) {
      _ = try await board.claim(Claim(backend: .local("box"), model: "other", kind: .main))
    }
    #expect(held?.reason == .unreachable && held?.isAdvice == true)
    _ = try await board.claim(Claim(backend: .local("box"), model: "other", kind: .main, isLastResort: true))
    board.stop()
  }

  @Test("a server that answers the first question was never away, and its failures count as before")
  @LoopActor func neverAway() async throws {
    world.statuses["box"] = 200
    let board = world.board()
    for count in 1...3 {
      try await fail(.local("box"), on: board)
      await world.settle()
      #expect(world.questions.count == count)
    }
    #expect(world.pauses.isEmpty && world.returned.isEmpty)
    #expect(board.health(of: "box", "m").isHeld)
    #expect(presence(board) == .ready)
  }

  @Test("an answer says more than questions: the server is there")
  @LoopActor func answered() async throws {
    let board = world.board()
    try await fail(.local("box"), on: board)
    await world.reach(pauses: 1)
    try await board.claim(Claim(backend: .local("box"), model: "m", kind: .main, isLastResort: true))
      .succeed(usage: nil, firstEvent: nil, whole: 1)
    await until { world.returned == ["box"] }
    #expect(presence(board) == .ready && !board.health(of: "box", "m").isHeld)
  }

  @Test("vendors are never asked, whatever they fail with")
  @LoopActor func vendors() async throws {
    let board = world.board()
    for _ in 0..<4 { try await fail(.vendor("v"), on: board) }
    await world.settle()
    #expect(world.questions.isEmpty)
    #expect(await board.waitUntilReady(.vendor("v"), atMost: .seconds(600)))
  }

  @Test("what a server refuses is no reason to doubt that it is there")
  @LoopActor func refusals() async throws {
    let board = world.board()
    for reason: UpstreamError.Reason in [
      .invalidRequest, .modelNotFound, .rateLimited, .contentFiltered, .cancelled,
    ] {
      try await fail(.local("box"), on: board, UpstreamError(reason, message: ""))
    }
    await world.settle()
    #expect(world.questions.isEmpty)
  }

  @Test("a server that loads is waited for, and is not passed over meanwhile")
  @LoopActor func loading() async throws {
    world.statuses["box"] = 503
    let board = world.board()
    let waiting = spawn { await board.waitUntilReady(.local("box"), atMost: .seconds(600)) }
    await world.reach(pauses: 1)
    _ = try await board.claim(Claim(backend: .local("box"), model: "m", kind: .main))
    #expect(presence(board) == .loading(since: world.milliseconds))
    #expect(!board.health(of: "box", "m").isHeld)
    world.statuses["box"] = 200
    world.wake()
    #expect(await waiting.value)
    #expect(world.returned == ["box"])
  }

  @Test(
    "who waits for a server that is not ready is told so when his time is up, and at once when he is cancelled"
  )
  @LoopActor func notReady() async {
    let board = world.board()
    #expect(await !board.waitUntilReady(.local("box"), atMost: .milliseconds(1)))
    let waiting = spawn { await board.waitUntilReady(.local("box"), atMost: .seconds(600)) }
    await world.reach(pauses: 1)
    waiting.cancel()
    #expect(await !waiting.value)
    board.stop()
  }

  @Test("nobody is asked any more once it is stopped, and whoever waits is told")
  @LoopActor func stopped() async throws {
    let board = world.board()
    let waiting = spawn { await board.waitUntilReady(.local("box"), atMost: .seconds(600)) }
    await world.reach(pauses: 1)
    board.stop()
    #expect(await !waiting.value)
    let asked = world.questions.count
    world.wake()
    try await fail(.local("box"), on: board)
    await world.settle()
    #expect(world.questions.count == asked)
    #expect(await !board.waitUntilReady(.local("box"), atMost: .seconds(600)))
  }

  @Test(
    "a model that is being loaded is waited for as long as the largest take, and its server left in peace")
  func loadWait() {
    var wait = LoadWait(at: 7)
    #expect(wait.rest(at: 7) == .seconds(300))
    #expect(wait.rest(at: 7 + 299_000_000_000) == .seconds(1))
    #expect(wait.rest(at: 7 + 300_000_000_000) == nil)
    #expect((1...4).map { _ in wait.pause() } == [250, 500, 1000, 1000])
  }
}
