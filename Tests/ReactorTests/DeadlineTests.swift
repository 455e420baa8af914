import Testing

@testable import Reactor

@Suite("Deadlines")
struct DeadlineTests {
  init() { LoopActor.shared.loop.start() }

  @Test("work that is done in time gives its value")
  @LoopActor func inTime() async {
    let value = await withDeadline(milliseconds: 60_000) { 7 }
    #expect(value == 7)
  }

  @Test("work that waits for ever is cancelled when its time is up")
  @LoopActor func tooLate() async {
    #expect(await withDeadline(milliseconds: 1) { await waitUntilCancelled() } == "cancelled")
  }

  @Test("work is cancelled with whoever waits for it")
  @LoopActor func cancelledCaller() async {
    let caller = spawn { await withDeadline(milliseconds: 60_000) { await waitUntilCancelled() } }
    LoopActor.shared.loop.later { caller.cancel() }
    #expect(await caller.value == "cancelled")
  }
}

@LoopActor private func waitUntilCancelled() async -> String {
  while !Task.isCancelled { await Task.yield() }
  return "cancelled"
}
