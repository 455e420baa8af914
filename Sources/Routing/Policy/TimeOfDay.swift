/// A part of the day in local time, in minutes after midnight; one that ends before it begins goes over midnight.
public struct TimeOfDay: Sendable, Equatable {
  /// When it begins.
  public var start: Int
  /// When it is over.
  public var end: Int

  /// A part of the day.
  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// Whether a time is in it.
  public func contains(minute: Int) -> Bool {
    start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }
}

extension TimeOfDay: CustomStringConvertible {
  /// A part of the day as it is written, such as `22:00-06:30`; nil for anything else, and for one without an end.
  public init?(_ text: String) {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minute(in: $0) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start != end else { return nil }
    self.init(start: start, end: end)
  }

  /// As it is written.
  public var description: String { "\(Self.text(of: start))-\(Self.text(of: end))" }

  private static func minute(in text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = UInt8(parts[0]),
      let minute = UInt8(parts[1]), minute < 60, hour < 24 || hour == 24 && minute == 0
    else { return nil }
    return Int(hour) * 60 + Int(minute)
  }

  private static func text(of minute: Int) -> String {
    let (hour, rest) = (minute / 60, minute % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
  }
}
