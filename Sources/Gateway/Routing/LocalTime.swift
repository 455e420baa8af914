#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The time on the wall, where the gateway runs.
enum LocalTime {
  /// Minutes after midnight.
  static func minuteOfDay() -> Int {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    return Int(parts.tm_hour) * 60 + Int(parts.tm_min)
  }
}
