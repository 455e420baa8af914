/// A moment as the calendar and the clock on the wall have it, in UTC.
public struct CivilTime: Sendable, Equatable {
  /// Milliseconds since the beginning of 1970.
  public let millisecondsSince1970: Int64

  /// The moment so many milliseconds after the beginning of 1970.
  public init(millisecondsSince1970 milliseconds: Int64) { millisecondsSince1970 = milliseconds }

  /// The moment so many seconds after the beginning of 1970.
  public init(secondsSince1970 seconds: Int64) { self.init(millisecondsSince1970: seconds * 1000) }

  /// The moment by ISO 8601 with milliseconds, such as `2026-01-31T23:59:59.000Z`; RFC 3339 is content with that too.
  public var iso8601: String {
    let (year, month, day) = date
    let time = millisecondsSince1970 - days * Self.millisecondsPerDay
    let clock = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { Self.digits($0, 2) }
    return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
      + "T\(clock.joined(separator: ":")).\(Self.digits(time % 1000, 3))Z"
  }

  static let millisecondsPerDay: Int64 = 86_400_000

  /// Whole days since 1970, rounded down before it too.
  var days: Int64 {
    let (quotient, remainder) = millisecondsSince1970.quotientAndRemainder(
      dividingBy: Self.millisecondsPerDay)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The day in the Gregorian calendar, counted in years that begin in March, so that the leap day comes last, and in
  /// eras of 400 years, after which the calendar repeats.
  var date: (year: Int64, month: Int64, day: Int64) {
    let sinceEpoch = days + 719_468
    let era = (sinceEpoch >= 0 ? sinceEpoch : sinceEpoch - 146_096) / 146_097
    let dayOfEra = sinceEpoch - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  private static func digits(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
