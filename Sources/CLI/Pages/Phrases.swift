import Gateway

/// Figures in words and signs, as people read them.
enum Phrases {
  /// How long ago a moment was: "just now", "40 s ago", "3 min ago", "5 h ago", "2 days ago", then the date.
  static func age(of moment: Timestamp, at now: Timestamp) -> String {
    let seconds = (now.milliseconds - moment.milliseconds) / 1000
    switch seconds {
    case ..<10: return "just now"
    case ..<60: return "\(seconds) s ago"
    case ..<3600: return "\(seconds / 60) min ago"
    case ..<86_400: return "\(seconds / 3600) h ago"
    case ..<(14 * 86_400): return count(Int(seconds / 86_400), "day") + " ago"
    default: return String(moment.iso8601.prefix(10))
    }
  }

  /// A moment to the second: "2026-01-31 23:59:59 UTC".
  static func moment(_ moment: Timestamp) -> String {
    let text = moment.iso8601
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }

  /// Tokens to three figures or so: 999, 12.3K, 123K, 1.2M.
  static func tokens(_ number: Int) -> String {
    scaled(number, steps: [(1_000, "K"), (1_000_000, "M"), (1_000_000_000, "G")])
  }

  /// Bytes to three figures or so, in powers of 1,024: 512 B, 12.3 KB, 1.0 MB.
  static func bytes(_ number: Int) -> String {
    number < 1024
      ? "\(number) B" : scaled(number, steps: [(1 << 10, " KB"), (1 << 20, " MB"), (1 << 30, " GB")])
  }

  /// A number with its thousands set apart: 1,234,567.
  static func grouped(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.append(Substring(digits.suffix(3)))
      digits.removeLast(3)
    }
    return (number < 0 ? "-" : "") + ([Substring(digits)] + groups.reversed()).joined(separator: ",")
  }

  /// A number of things: "1 turn", "1,200 turns", "1 match", "2 matches" (`plural`).
  static func count(_ number: Int, _ thing: String, plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? thing : plural ?? thing + "s")"
  }

  /// A span of time: "0.4 ms", "340 ms", "4.2 s", "2 min 5 s".
  static func span(milliseconds: Double) -> String {
    switch milliseconds {
    case ..<9.95: return "\(tenths(milliseconds)) ms"
    case ..<999.5: return "\(Int(milliseconds.rounded())) ms"
    case ..<59_950: return "\(tenths(milliseconds / 1000)) s"
    default:
      let seconds = Int((milliseconds / 1000).rounded())
      return "\(grouped(seconds / 60)) min \(seconds % 60) s"
    }
  }

  /// A span of time to two units: "40 s", "3 min 20 s", "5 h 12 min", "2 days 3 h"; "0 s" where it has run out.
  static func span(from start: Timestamp, to end: Timestamp) -> String {
    let seconds = max(0, end.milliseconds - start.milliseconds) / 1000
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: return "\(count(Int(seconds / 86_400), "day")) \(seconds / 3600 % 24) h"
    }
  }

  /// With one place after the point below a hundred, and with the next unit as soon as a thousand would be shown.
  private static func scaled(_ number: Int, steps: [(size: Int, unit: String)]) -> String {
    guard let smallest = steps.first, number >= smallest.size else { return String(number) }
    for step in steps {
      let value = Double(number) / Double(step.size)
      if value < 99.95 { return tenths(value) + step.unit }
      if value < 999.5 || step.unit == steps.last?.unit { return grouped(Int(value.rounded())) + step.unit }
    }
    preconditionFailure("the last step takes all")
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
