import Conversations
import Store

/// A moment, as the store keeps it: in milliseconds since 1970, UTC.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// A moment.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The moment that a text names by ISO 8601; nil when it is none.
  public init?(iso8601 text: String) {
    guard let time = CivilTime(iso8601: text) else { return nil }
    milliseconds = time.millisecondsSince1970
  }

  /// Now, by the system's clock.
  public static func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds()) }

  /// The moment so long before this one.
  public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(milliseconds: moment.milliseconds - seconds * 1000 - attoseconds / 1_000_000_000_000_000)
  }

  /// The moment so long after this one.
  public static func + (moment: Timestamp, duration: Duration) -> Timestamp { moment - (.zero - duration) }

  /// Whether one moment is earlier than another.
  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

  /// The moment by ISO 8601 in UTC with milliseconds, such as `2026-01-31T23:59:59.000Z`.
  public var iso8601: String { CivilTime(millisecondsSince1970: milliseconds).iso8601 }
}
