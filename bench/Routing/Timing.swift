/// How long something took, many times over.
struct Timing {
  private let sorted: [Int]

  /// Measures `work` so many times.
  init(_ times: Int, _ work: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    var durations: [Int] = []
    durations.reserveCapacity(times)
    for _ in 0..<times {
      let start = clock.now
      try work()
      durations.append(Int((clock.now - start) / .nanoseconds(1)))
    }
    sorted = durations.sorted()
  }

  /// The duration that so many of a hundred stay below, in microseconds.
  func microseconds(percentile: Int) -> Double {
    Double(sorted[min(sorted.count - 1, sorted.count * percentile / 100)]) / 1_000
  }
}
