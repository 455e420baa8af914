import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(1))) struct WorkerTests {
  private struct Refusal: Error, Equatable {
    var number: Int
  }

  init() {
    LoopActor.shared.loop.start()
  }

  @Test("work runs off the loop and its result comes back on it")
  func result() async {
    let (ranOnLoop, resumedOnLoop) = await spawnAndReturn {
      let ranOnLoop = await offLoop { LoopActor.shared.loop.isOnLoop }
      return (ranOnLoop, LoopActor.shared.loop.isOnLoop)
    }
    #expect(!ranOnLoop)
    #expect(resumedOnLoop)
  }

  @Test("short work runs where it is", arguments: [true, false])
  func choice(isLong: Bool) async {
    let ranOnLoop = await spawnAndReturn { await offLoop(if: isLong) { LoopActor.shared.loop.isOnLoop } }
    #expect(ranOnLoop == !isLong)
  }

  @Test("an error comes back as it was thrown")
  func failure() async {
    await #expect(throws: Refusal(number: 7)) {
      try await offLoop { () throws(Refusal) -> Int in throw Refusal(number: 7) }
    }
  }

  @Test("pieces of work handed in together all come back, each to its own caller")
  func many() async {
    let results = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask { await offLoop { number * 2 } == number * 2 }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(results == 200)
  }

  private func spawnAndReturn<Value: Sendable>(
    _ body: @escaping @LoopActor @Sendable () async -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      spawn { continuation.resume(returning: await body()) }
    }
  }
}
