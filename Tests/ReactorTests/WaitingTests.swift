import Testing

@testable import Reactor

@Suite("Waiting for work that goes on by itself")
struct WaitingTests {
  init() { LoopActor.shared.loop.start() }

  @Test("work that is done is waited for no longer, and none at all not")
  @LoopActor func done() async {
    await wait(for: [], atMost: 60_000)
    let log = Log()
    await wait(for: [spawn { log.lines.append("a") }, spawn { log.lines.append("b") }], atMost: 60_000)
    #expect(log.lines.sorted() == ["a", "b"])
  }

  @Test("work that takes longer is left to itself, and not cancelled")
  @LoopActor func slow() async {
    let log = Log()
    let task = spawn {
      while !log.mayEnd { await Task.yield() }
      log.lines.append(Task.isCancelled ? "cancelled" : "done")
    }
    await wait(for: [task], atMost: 1)
    #expect(log.lines.isEmpty)
    log.mayEnd = true
    await task.value
    #expect(log.lines == ["done"])
  }

  @LoopActor private final class Log {
    var lines: [String] = []
    var mayEnd = false
  }
}
