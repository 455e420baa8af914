import Store

/// A moment, as the store keeps it: in milliseconds since 1970, UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// A moment.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Now, by the system's clock.
  public static func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds()) }

  /// The moment so long before this one.
  public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(milliseconds: moment.milliseconds - seconds * 1000 - attoseconds / 1_000_000_000_000_000)
  }

  /// Whether one moment is earlier than another.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment by ISO 8601 in UTC with milliseconds, such as `2026-01-31T23:59:59.000Z`.
  public var iso8601: String {
    let (year, month, day) = date
    let time = milliseconds - days * Self.millisecondsPerDay
    let clock = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { Self.digits($0, 2) }
    return "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
      + "T\(clock.joined(separator: ":")).\(Self.digits(time % 1000, 3))Z"
  }

  private static let millisecondsPerDay: Int64 = 86_400_000

  /// Whole days since 1970, rounded down before it too.
  private var days: Int64 {
    let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: Self.millisecondsPerDay)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// The day in the Gregorian calendar, counted in years that begin in March, so that the leap day comes last, and in
  /// eras of 400 years, after which the calendar repeats.
  private var date: (year: Int64, month: Int64, day: Int64) {
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
