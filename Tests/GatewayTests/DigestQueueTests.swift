import Reactor
import Testing

@testable import Gateway

@Suite("The queue of digests", .timeLimit(.minutes(1))) struct DigestQueueTests {
  init() { LoopActor.shared.loop.start() }

  @LoopActor private final class Record {
    var done: [Int] = []
  }

  @Test("one is written after the other, and what finds the queue full is done without")
  @LoopActor func order() async {
    let (queue, record) = (DigestQueue(), Record())
    for number in 0..<20 {
      queue.add {
        await offLoop {}
        record.done.append(number)
      }
    }
    while record.done.count < 8 { await offLoop {} }
    await withCheckedContinuation { end in queue.add { end.resume() } }
    #expect(record.done == Array(0..<8))
  }

  @Test("a queue that is stopped cancels what is being written and begins nothing more")
  @LoopActor func stopped() async {
    let (queue, record) = (DigestQueue(), Record())
    await withCheckedContinuation { ended in
      queue.add {
        queue.stop()
        record.done.append(Task.isCancelled ? 1 : 0)
        ended.resume()
      }
      queue.add { record.done.append(2) }
    }
    queue.add { record.done.append(3) }
    for _ in 0..<10 { await offLoop {} }
    #expect(record.done == [1])
  }
}
