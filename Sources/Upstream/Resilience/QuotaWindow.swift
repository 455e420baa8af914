import Conversations

/// A time over which use is added up.
public enum QuotaWindow: Sendable, Hashable {
  /// The last so many milliseconds before any moment.
  case rolling(milliseconds: Int64)
  /// The day, from midnight, UTC.
  case day
  /// The week, from Monday, UTC.
  case week
  /// The month of the calendar, UTC.
  case month

  /// The shortest and the longest that roll, in milliseconds: a minute and 31 days.
  public static let rollingMilliseconds: ClosedRange<Int64> = 60_000...2_678_400_000

  /// One that rolls; nil where it is shorter or longer than any does.
  public init?(rollingOver duration: Duration) {
    let milliseconds = duration.wholeMilliseconds
    guard Self.rollingMilliseconds.contains(milliseconds) else { return nil }
    self = .rolling(milliseconds: milliseconds)
  }

  /// When the part of it began that counts at a moment, in milliseconds since 1970.
  public func start(at now: Int64) -> Int64 {
    switch self {
    case .rolling(let milliseconds): now - milliseconds
    case .day: CivilTime(millisecondsSince1970: now).startOfDay.millisecondsSince1970
    case .week: CivilTime(millisecondsSince1970: now).startOfWeek.millisecondsSince1970
    case .month: CivilTime(millisecondsSince1970: now).startOfMonth.millisecondsSince1970
    }
  }

  /// How finely use is kept, in milliseconds: a sixtieth of what rolls; a calendar's time is forgotten at once.
  var slotMilliseconds: Int64? {
    if case .rolling(let milliseconds) = self { max(1, milliseconds / Self.slots) } else { nil }
  }

  /// When a calendar's time is over that a moment lies in.
  func end(at now: Int64) -> Int64 {
    let day: Int64 = 86_400_000
    return switch self {
    case .rolling(let milliseconds): now + milliseconds
    case .day: start(at: now) + day
    case .week: start(at: now) + 7 * day
    // The 32nd day after a first is in the next month, whichever it is.
    case .month: Self.month.start(at: start(at: now) + 31 * day)
    }
  }

  private static let slots: Int64 = 60
}

extension QuotaWindow: CustomStringConvertible {
  /// As it is written: `5h`, `90m`, `week`.
  public var description: String {
    switch self {
    case .rolling(let milliseconds): Self.text(milliseconds)
    case .day: "day"
    case .week: "week"
    case .month: "month"
    }
  }

  private static func text(_ milliseconds: Int64) -> String {
    let units: [(String, Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)]
    for (unit, length) in units where milliseconds % length == 0 { return "\(milliseconds / length)\(unit)" }
    return "\(milliseconds)ms"
  }
}
