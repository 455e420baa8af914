#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Random numbers that can be had again (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator from this seed.
  public init(seed: UInt64) { state = seed }

  /// A generator for the named test, from a seed that is printed or given as CTXGW_SEED.
  public init(for test: String = #function) {
    let given = getenv("CTXGW_SEED").flatMap { UInt64(String(cString: $0)) }
    state = given ?? UInt64.random(in: 0...UInt64.max)
    print("\(test): CTXGW_SEED=\(state)")
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  /// True once in so many times.
  public mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }
}
