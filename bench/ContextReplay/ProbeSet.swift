/// A set of probes by their numbers.
public struct ProbeSet: Sendable, Equatable {
  private var words: [UInt64] = []

  /// No probes.
  public init() {}

  /// Whether a probe is in it.
  public func contains(_ number: Int) -> Bool {
    number / 64 < words.count && words[number / 64] >> UInt64(number % 64) & 1 == 1
  }

  /// Adds a probe.
  public mutating func insert(_ number: Int) {
    grow(to: number / 64 + 1)
    words[number / 64] |= 1 << UInt64(number % 64)
  }

  /// Adds another set's probes.
  public mutating func formUnion(_ other: ProbeSet) {
    grow(to: other.words.count)
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  private mutating func grow(to count: Int) {
    if words.count < count { words.append(contentsOf: repeatElement(0, count: count - words.count)) }
  }
}
