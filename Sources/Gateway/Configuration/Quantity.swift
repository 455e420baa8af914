/// Numbers with a unit as people write them in the configuration and on the command line.
public enum Quantity {
  /// Reads a duration such as `500ms`, `30s`, `5m`, `2h`, `30d` or `1.5h`; nil for anything else, a bare number
  /// included.
  public static func duration(_ text: String) -> Duration? {
    read(text, units: milliseconds).map { .milliseconds($0) }
  }

  /// Reads a size in bytes such as `512B`, `64KB`, `32MiB` or `2GB`; nil for anything else, a bare number included:
  /// who writes `max_size: 2` does not mean two bytes. KB and KiB are both 1,024 bytes, as configuration files commonly
  /// have it.
  public static func bytes(_ text: String) -> Int? {
    read(text, units: bytes)
  }

  /// Reads a number of things such as `500`, `200K` or `1.5M`; nil for anything else.
  public static func count(_ text: String) -> Int? {
    read(text, units: thousands)
  }

  private static let thousands: [String: Int] = [
    "": 1, "k": 1000, "K": 1000, "M": 1_000_000, "G": 1_000_000_000,
  ]

  private static let milliseconds: [String: Int] = [
    "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
  ]

  private static let bytes: [String: Int] = [
    "B": 1, "KB": 1 << 10, "KiB": 1 << 10, "MB": 1 << 20, "MiB": 1 << 20, "GB": 1 << 30,
    "GiB": 1 << 30,
  ]

  /// At most nine digits before and three after the point, so that no unit can overflow.
  private static func read(_ text: String, units: [String: Int]) -> Int? {
    let number = text.prefix { $0 == "." || ("0"..."9").contains($0) }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let unit = units[String(text[number.endIndex...])], (1...2).contains(parts.count),
      (1...9).contains(parts[0].utf8.count), let whole = Int(parts[0])
    else { return nil }
    guard parts.count == 2 else { return whole * unit }
    guard (1...3).contains(parts[1].utf8.count), let fraction = Int(parts[1]) else { return nil }
    let thousandths = fraction * [100, 10, 1][parts[1].utf8.count - 1]
    return whole * unit + thousandths * unit / 1000
  }
}
