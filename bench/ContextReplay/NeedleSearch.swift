/// Looks for planted facts in the prompts of later turns.
public struct NeedleSearch: Sendable {
  /// What became of them, by kind and by distance in steps.
  public private(set) var counts: [Needle.Kind: [Int: NeedleCount]] = [:]

  /// Nothing found yet.
  public init() {}

  /// Looks into the prompt of the answer with a number for every fact whose time it is.
  public mutating func look(for needles: [Needle], atAnswer number: Int, in found: ProbeSet) {
    for needle in needles {
      // A fact is there from the turn after its step's answer on.
      let distance = number - needle.step - 1
      guard Needle.distances.contains(distance) else { continue }
      var count = NeedleCount()
      if found.contains(needle.fact) {
        count.present = 1
      } else if let call = needle.call, found.contains(call) {
        count.recoverable = 1
      } else {
        count.absent = 1
      }
      counts[needle.kind, default: [:]][distance, default: NeedleCount()].add(count)
    }
  }

  /// Adds what another search found.
  public mutating func add(_ other: NeedleSearch) {
    for (kind, distances) in other.counts {
      for (distance, count) in distances {
        counts[kind, default: [:]][distance, default: NeedleCount()].add(count)
      }
    }
  }

  /// All kinds at a distance.
  public func count(at distance: Int) -> NeedleCount {
    counts.values.reduce(into: NeedleCount()) { sum, kind in
      if let count = kind[distance] { sum.add(count) }
    }
  }
}
