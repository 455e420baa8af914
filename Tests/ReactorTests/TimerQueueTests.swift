import TestKit
import Testing

@testable import Reactor

@Suite struct TimerQueueTests {
  @Test("timers go off in the order of their deadlines, equal ones in the order they were set")
  func order() {
    var queue = TimerQueue<String>()
    _ = queue.insert(at: 30, "late")
    _ = queue.insert(at: 10, "early")
    _ = queue.insert(at: 20, "first of two")
    _ = queue.insert(at: 20, "second of two")
    #expect(drain(&queue, by: 100) == ["early", "first of two", "second of two", "late"])
  }

  @Test("a timer does not go off before its time")
  func punctuality() {
    var queue = TimerQueue<String>()
    _ = queue.insert(at: 10, "ten")
    #expect(queue.popDue(by: 9) == nil)
    #expect(queue.nextDeadline == 10)
    #expect(queue.popDue(by: 10) == "ten")
    #expect(queue.nextDeadline == nil)
  }

  @Test("a cancelled timer neither goes off nor wakes the loop")
  func cancel() {
    var queue = TimerQueue<String>()
    let first = queue.insert(at: 10, "first")
    _ = queue.insert(at: 20, "second")
    queue.cancel(first)
    #expect(queue.nextDeadline == 20)
    #expect(drain(&queue, by: 100) == ["second"])
  }

  @Test("cancelling twice, or after it went off, changes nothing")
  func cancelAgain() {
    var queue = TimerQueue<String>()
    let id = queue.insert(at: 10, "once")
    _ = queue.insert(at: 20, "other")
    #expect(queue.popDue(by: 10) == "once")
    queue.cancel(id)
    queue.cancel(id)
    #expect(drain(&queue, by: 100) == ["other"])
  }

  @Test("timers set and cancelled for ever take no more room than those that are set")
  func footprint() {
    var queue = TimerQueue<Int>()
    _ = queue.insert(at: 1, 0)
    for number in 1...10_000 { queue.cancel(queue.insert(at: UInt64(number) + 1, number)) }
    #expect(queue.count == 1)
    #expect(queue.footprint <= 2 * queue.count + 64)
  }

  @Test("any mix of setting, cancelling and waiting agrees with a sorted list")
  func agreesWithSortedList() {
    var random = SeededGenerator()
    var queue = TimerQueue<Int>()
    var model: [(deadline: UInt64, number: Int, id: TimerID)] = []
    var now: UInt64 = 0
    for number in 0..<5_000 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let deadline = now + UInt64.random(in: 0..<500, using: &random)
        model.append((deadline, number, queue.insert(at: deadline, number)))
      case 2:
        guard let victim = model.indices.randomElement(using: &random) else { continue }
        queue.cancel(model.remove(at: victim).id)
      default:
        now += UInt64.random(in: 0..<100, using: &random)
        let due = model.filter { $0.deadline <= now }.sorted {
          ($0.deadline, $0.number) < ($1.deadline, $1.number)
        }
        model.removeAll { $0.deadline <= now }
        #expect(drain(&queue, by: now) == due.map(\.number))
      }
      #expect(queue.nextDeadline == model.map(\.deadline).min())
    }
  }

  private func drain<Action>(_ queue: inout TimerQueue<Action>, by now: UInt64) -> [Action] {
    var actions: [Action] = []
    while let action = queue.popDue(by: now) { actions.append(action) }
    return actions
  }
}
