/// Adds up what counts against one limit.
struct QuotaMeter: Sendable, Equatable {
  private struct Slot: Equatable {
    let start: Int64
    /// When its use stops to count.
    let end: Int64
    var use: QuotaUse
  }

  let limit: QuotaLimit
  /// When a request was last let through though the limit is used up, in milliseconds since 1970.
  var probedAt: Int64?
  /// In the order of time; about as many of them as the window has.
  private var slots: [Slot] = []

  init(_ limit: QuotaLimit) { self.limit = limit }

  mutating func add(_ use: QuotaUse, at moment: Int64) {
    let slot = slot(of: moment, use)
    // What has left the window by the newest moment known never comes back.
    let newest = max(slots.last?.start ?? slot.start, slot.start)
    slots.removeAll { $0.end <= newest }
    let place = slots.firstIndex { $0.start >= slot.start } ?? slots.endIndex
    if place < slots.endIndex, slots[place].start == slot.start {
      slots[place].use += use
    } else {
      slots.insert(slot, at: place)
    }
  }

  /// What counts now.
  func use(at now: Int64) -> QuotaUse {
    var sum = QuotaUse()
    for slot in slots where slot.end > now { sum += slot.use }
    return sum
  }

  /// When there is room again; nil while there is some.
  func fullUntil(at now: Int64) -> Int64? {
    var rest = use(at: now)
    guard limit.share(of: rest) >= 1 else { return nil }
    let counting = slots.filter { $0.end > now }
    for slot in counting {
      rest -= slot.use
      if limit.share(of: rest) < 1 { return slot.end }
    }
    return counting.last?.end
  }

  /// Whether one request may go all the same.
  func isProbeDue(at now: Int64) -> Bool {
    guard let probe = limit.probe else { return false }
    guard let probedAt else { return true }
    return now - probedAt >= probe.wholeMilliseconds
  }

  /// The slot that a moment's use belongs to. What rolls leaves as a whole slot, with its last moment.
  private func slot(of moment: Int64, _ use: QuotaUse) -> Slot {
    let window = limit.window
    guard let length = window.slotMilliseconds else {
      return Slot(start: window.start(at: moment), end: window.end(at: moment), use: use)
    }
    let start = moment - (moment % length + length) % length
    return Slot(start: start, end: window.end(at: start + length), use: use)
  }
}
