#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The time of day, for rows that people read; durations are taken from the loop's monotonic clock.
public enum WallClock {
  /// Milliseconds since 1970.
  public static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
