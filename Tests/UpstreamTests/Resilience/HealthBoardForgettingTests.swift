import Conversations
import Reactor
import Testing

@testable import Upstream

@Suite("A health board whose backends are changed", .timeLimit(.minutes(2))) struct HealthBoardForgettingTests
{
  private let world = HandTurnedWorld()

  init() { LoopActor.shared.loop.start() }

  @Test(
    "what was held against a backend is over when it is another, and its breakers are kept as closed; others stay"
  )
  @LoopActor func breakers() async throws {
    let board = world.board()
    for name in ["v", "w"] {
      let claim = Claim(backend: .vendor(name), model: "m", kind: .main, isLastResort: true)
      for _ in 0..<3 {
        try await board.claim(claim).fail(UpstreamError(.unavailable, message: "out of order"))
      }
    }
    board.forget("v")
    #expect(!board.health(of: "v", "m").isHeld && board.health(of: "w", "m").isHeld)
    #expect(world.changes.last == KeptBreaker(backend: "v", model: "m", stored: nil))
  }

  @Test("a local server that was away is not asked after any more when it is another")
  @LoopActor func watch() async throws {
    let board = world.board()
    let claim = Claim(backend: .local("box"), model: "m", kind: .main, isLastResort: true)
    try await board.claim(claim).fail(UpstreamError(.unavailable, message: "connection refused"))
    await world.reach(pauses: 1)
    board.forget("box")
    #expect(!board.health(of: "box", "m").isHeld)
    world.statuses["box"] = 200
    world.wake()
    for _ in 0..<10 { await offLoop {} }
    #expect(world.questions.count == 1 && world.returned.isEmpty)
  }
}
