extension CivilTime {
  /// The moment that a text names by RFC 3339, such as `2026-01-31T23:59:59.5+01:00`; nil when it is none. A space may
  /// stand for the `T`, and seconds and what follows them may be missing; without a zone it is UTC.
  public init?(iso8601 text: String) {
    var reader = DigitReader(text)
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
      reader.take("-"), let day = reader.number(digits: 2), reader.take("T") || reader.take(" "),
      let hour = reader.number(digits: 2), reader.take(":"), let minute = reader.number(digits: 2)
    else { return nil }
    var second: Int64 = 0
    if reader.take(":") {
      guard let number = reader.number(digits: 2) else { return nil }
      second = number
    }
    let milliseconds = reader.take(".") ? reader.thousandths() : 0
    guard let milliseconds, let offset = reader.zoneMinutes(), reader.isAtEnd,
      let local = CivilTime(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        milliseconds: milliseconds)
    else { return nil }
    self.init(millisecondsSince1970: local.millisecondsSince1970 - offset * 60_000)
  }

  /// The moment that a text names as header fields do, such as `Sun, 06 Nov 1994 08:49:37 GMT`; nil when it is none.
  /// (RFC 9110, section 5.6.7; its two obsolete forms are not read.)
  public init?(httpDate text: String) {
    guard let comma = text.firstIndex(of: ",") else { return nil }
    var reader = DigitReader(String(text[text.index(after: comma)...]))
    guard reader.take(" "), let day = reader.number(digits: 2), reader.take(" "),
      let month = reader.month(), reader.take(" "), let year = reader.number(digits: 4), reader.take(" "),
      let hour = reader.number(digits: 2), reader.take(":"), let minute = reader.number(digits: 2),
      reader.take(":"), let second = reader.number(digits: 2), reader.take(" GMT"), reader.isAtEnd
    else { return nil }
    self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }
}

/// Takes a text apart that is made of numbers of known lengths.
private struct DigitReader {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private var rest: Substring

  init(_ text: String) { rest = Substring(text) }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ word: String) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  mutating func number(digits: Int) -> Int64? {
    let text = rest.prefix(digits)
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(digits)
    return Int64(text)
  }

  /// What stands behind the point of a second, cut to thousandths.
  mutating func thousandths() -> Int64? {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    return Int64((digits + "00").prefix(3))
  }

  /// Minutes ahead of UTC.
  mutating func zoneMinutes() -> Int64? {
    if isAtEnd || take("Z") || take(" UTC") { return 0 }
    let isBehind = take("-")
    guard isBehind || take("+"), let hours = number(digits: 2), take(":"), let minutes = number(digits: 2)
    else { return nil }
    return (hours * 60 + minutes) * (isBehind ? -1 : 1)
  }

  mutating func month() -> Int64? {
    guard let index = Self.months.firstIndex(of: String(rest.prefix(3))) else { return nil }
    rest = rest.dropFirst(3)
    return Int64(index) + 1
  }
}
