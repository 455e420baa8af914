import Conversations
import Upstream

/// The repairs that have helped, so that later requests are sent repaired at once.
struct RepairMemory {
  /// What a repair is good for: all requests to a target, or those of one session.
  private struct Place: Hashable {
    let target: String
    let session: SessionID?
  }

  /// The most places that are remembered; beyond, the one used longest ago is forgotten.
  static let mostPlaces = 1_000
  /// The most repairs that are remembered of one place, the oldest give way.
  static let mostRepairs = 16

  private var places: [Place: (repairs: [RequestRepair], lastUse: Int)] = [:]
  private var clock = 0

  /// The repairs for a request of a session to a target, in the order in which they were found.
  mutating func repairs(for target: String, in session: SessionID) -> [RequestRepair] {
    [Place(target: target, session: nil), Place(target: target, session: session)].flatMap { place in
      clock += 1
      places[place]?.lastUse = clock
      return places[place]?.repairs ?? []
    }
  }

  /// Remembers a repair that has helped; one like it, with another figure, gives way.
  mutating func remember(_ repair: RequestRepair, for target: String, in session: SessionID) {
    let place: Place
    switch repair.scope {
    case .target: place = Place(target: target, session: nil)
    case .conversation: place = Place(target: target, session: session)
    case .request: return
    }
    clock += 1
    var repairs = places[place]?.repairs.filter { !$0.isReplaced(by: repair) } ?? []
    repairs = (repairs + [repair]).suffix(Self.mostRepairs)
    places[place] = (repairs, clock)
    if places.count > Self.mostPlaces,
      let oldest = places.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
    {
      places[oldest] = nil
    }
  }
}

extension RequestRepair {
  fileprivate func isReplaced(by other: RequestRepair) -> Bool {
    switch (self, other) {
    case (.limitOutput, .limitOutput): true
    default: self == other
    }
  }
}
