extension CivilTime {
  /// The midnight that begins its day.
  public var startOfDay: CivilTime { CivilTime(millisecondsSince1970: days * Self.millisecondsPerDay) }

  /// The midnight that begins its week, which a Monday does.
  public var startOfWeek: CivilTime {
    // 1970 began on a Thursday.
    let weekday = ((days + 3) % 7 + 7) % 7
    return CivilTime(millisecondsSince1970: (days - weekday) * Self.millisecondsPerDay)
  }

  /// The midnight that begins its month.
  public var startOfMonth: CivilTime {
    CivilTime(millisecondsSince1970: (days - date.day + 1) * Self.millisecondsPerDay)
  }

  /// A moment of the Gregorian calendar, UTC; nil when there is none such. A leap second is the second before it.
  public init?(
    year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0,
    milliseconds: Int64 = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
      (0...999).contains(milliseconds)
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    let seconds = hour * 3600 + minute * 60 + min(second, 59)
    self.init(millisecondsSince1970: days * Self.millisecondsPerDay + seconds * 1000 + milliseconds)
    // The 31st of a shorter month has become a day of the next.
    guard date.day == day else { return nil }
  }

  /// Days since 1970, by years that begin in March and eras of 400 years, as `date` counts them.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let yearOfEra = year % 400
    let monthFromMarch = (month + 9) % 12
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
