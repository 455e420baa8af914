/// Durations as vendors write them: `6m0s`, `1h2m3.5s`, `12ms`, `5.3s`, `34 seconds`.
enum DurationText {
  private static let milliseconds: [String: Double] = [
    "ns": 1e-6, "us": 1e-3, "µs": 1e-3, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    "sec": 1000, "secs": 1000, "second": 1000, "seconds": 1000,
    "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000,
    "hour": 3_600_000, "hours": 3_600_000, "day": 86_400_000, "days": 86_400_000,
  ]

  /// A text's length in milliseconds; nil when it is not a duration, or none with units.
  static func milliseconds(_ text: some StringProtocol) -> Double? {
    let (length, rest) = leading(Substring(text))
    return rest.isEmpty ? length : nil
  }

  /// The duration that a text begins with, in milliseconds; nil when it begins with none.
  static func milliseconds(leading text: Substring) -> Double? { leading(text).length }

  private static func leading(_ text: Substring) -> (length: Double?, rest: Substring) {
    var sum: Double?
    var rest = text
    while let (part, after) = part(of: rest) {
      sum = (sum ?? 0) + part
      rest = after
    }
    return (sum, rest)
  }

  /// One number and its unit.
  private static func part(of text: Substring) -> (Double, rest: Substring)? {
    let number = text.prefix { ("0"..."9").contains($0) || $0 == "." }
    // The point that ends a sentence is none of a number's.
    guard let value = Double(number), number.utf8.count <= 24, number.last != "." else { return nil }
    let behind = text[number.endIndex...].drop { $0 == " " }
    let unit = behind.prefix { $0.isLetter }
    guard let factor = milliseconds[unit.lowercased()] else { return nil }
    return (value * factor, behind[unit.endIndex...])
  }
}
