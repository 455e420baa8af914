/// Names a timer that was set, so that it can be cancelled.
public struct TimerID: Hashable, Sendable {
  let number: UInt64
}

/// Things to do at a time, earliest first, equal times in the order they were set. Knows no clock: it is handed the time.
///
/// A binary heap of deadlines; cancelled ones stay in it until they come up or are half of it.
struct TimerQueue<Action> {
  private struct Entry {
    var deadline: UInt64
    var number: UInt64

    func precedes(_ other: Entry) -> Bool {
      deadline != other.deadline ? deadline < other.deadline : number < other.number
    }
  }

  private var heap: [Entry] = []
  private var actions: [UInt64: Action] = [:]
  private var lastNumber: UInt64 = 0

  /// How many timers are set.
  var count: Int { actions.count }

  /// How many places the queue holds, those of cancelled timers included.
  var footprint: Int { heap.count }

  /// Sets a timer for a time in nanoseconds.
  mutating func insert(at deadline: UInt64, _ action: Action) -> TimerID {
    lastNumber += 1
    actions[lastNumber] = action
    heap.append(Entry(deadline: deadline, number: lastNumber))
    siftUp(from: heap.count - 1)
    return TimerID(number: lastNumber)
  }

  /// Takes a timer back; one that has gone off or was cancelled already is let be.
  mutating func cancel(_ id: TimerID) {
    guard actions.removeValue(forKey: id.number) != nil else { return }
    dropCancelledAtTop()
    if heap.count > 2 * actions.count + 64 { rebuild() }
  }

  /// When the next timer is due.
  var nextDeadline: UInt64? { heap.first?.deadline }

  /// Removes and returns the earliest timer that is due by `now`.
  mutating func popDue(by now: UInt64) -> Action? {
    guard let first = heap.first, first.deadline <= now else { return nil }
    removeTop()
    let action = actions.removeValue(forKey: first.number)
    dropCancelledAtTop()
    return action
  }

  // The top is never a cancelled timer: `nextDeadline` and `popDue` need not look further.
  private mutating func dropCancelledAtTop() {
    while let first = heap.first, actions[first.number] == nil { removeTop() }
  }

  private mutating func rebuild() {
    heap.removeAll { actions[$0.number] == nil }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(from: index) }
  }

  private mutating func removeTop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    siftDown(from: 0)
  }

  private mutating func siftUp(from index: Int) {
    var child = index
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown(from index: Int) {
    var parent = index
    while true {
      var least = parent
      for child in (2 * parent + 1)...(2 * parent + 2) where child < heap.count {
        if heap[child].precedes(heap[least]) { least = child }
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
