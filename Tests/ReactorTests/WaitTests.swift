import Testing

@testable import Reactor

@Suite("A wait that ends once")
struct WaitTests {
  init() { LoopActor.shared.loop.start() }

  @LoopActor private func outcome(of wait: Wait<String>, within milliseconds: Int = 60_000) async -> String {
    await wait.outcome(within: milliseconds, tooLong: "too long", cancelled: "cancelled")
  }

  @Test("it ends with what is said, before somebody waits or while he does")
  @LoopActor func said() async {
    let early = Wait<String>()
    early.end("early")
    #expect(await outcome(of: early) == "early")
    let late = Wait<String>()
    LoopActor.shared.loop.later { late.end("late") }
    #expect(await outcome(of: late) == "late")
  }

  @Test("only the first end counts")
  @LoopActor func once() async {
    let wait = Wait<String>()
    wait.end("first")
    wait.end("second")
    #expect(await outcome(of: wait) == "first")
  }

  @Test("it ends when its time is up")
  @LoopActor func tooLong() async {
    #expect(await outcome(of: Wait(), within: 1) == "too long")
  }

  @Test("it ends with the task that waits, cancelled before it waits or while it does")
  @LoopActor func cancelled() async {
    let waiting = spawn { await self.outcome(of: Wait()) }
    LoopActor.shared.loop.later { waiting.cancel() }
    #expect(await waiting.value == "cancelled")
    let gone = spawn {
      withUnsafeCurrentTask { $0?.cancel() }
      return await self.outcome(of: Wait())
    }
    #expect(await gone.value == "cancelled")
  }
}
