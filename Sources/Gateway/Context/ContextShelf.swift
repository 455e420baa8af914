import ContextEngine
import Conversations

/// The context states of the conversations that were used last, so that a turn need not ask the disk for its own.
struct ContextShelf {
  /// All lines of one session as one model sees them.
  struct Place: Hashable {
    let session: SessionID
    let backend: String
    let model: String

    init(_ key: ContextKey) {
      session = key.session
      backend = key.backend
      model = key.model
    }
  }

  private struct Slot {
    var states: [Int: (state: ContextState, weight: Int)] = [:]
    var lastUse = 0

    var weight: Int { states.values.reduce(0) { $0 + $1.weight } }
  }

  private var slots: [Place: Slot] = [:]
  private var weight = 0
  private var clock = 0
  private let capacity: Int

  /// A shelf for about `capacity` bytes of states as they are written down; in memory they take about twice that.
  init(capacity: Int) { self.capacity = capacity }

  /// Whether the states of this place are here; those of a place that is not may be on the disk.
  func knows(_ place: Place) -> Bool { slots[place] != nil }

  /// The states of all lines of a place, by branch.
  mutating func states(of place: Place) -> [Int: ContextState] {
    clock += 1
    slots[place]?.lastUse = clock
    return slots[place]?.states.mapValues(\.state) ?? [:]
  }

  /// Puts a place here with the states the disk has of it. What is here already is newer and stays.
  mutating func adopt(_ states: [Int: (state: ContextState, weight: Int)], of place: Place) {
    guard slots[place] == nil else { return }
    clock += 1
    slots[place] = Slot(states: states, lastUse: clock)
    weight += slots[place]?.weight ?? 0
    evict(sparing: place)
  }

  /// Puts the latest state of a line here. Where the place has left in the meantime, the disk has it with its other lines
  /// by the time it is asked for.
  mutating func keep(_ state: ContextState, weight stateWeight: Int, of key: ContextKey) {
    let place = Place(key)
    guard var slot = slots[place] else { return }
    clock += 1
    weight -= slot.weight
    slot.states[key.branch] = (state, stateWeight)
    slot.lastUse = clock
    weight += slot.weight
    slots[place] = slot
    evict(sparing: place)
  }

  /// The place used longest ago leaves first; it can be read from the disk again.
  private mutating func evict(sparing place: Place) {
    while weight > capacity,
      let oldest = slots.filter({ $0.key != place }).min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      weight -= oldest.value.weight
      slots[oldest.key] = nil
    }
  }
}
