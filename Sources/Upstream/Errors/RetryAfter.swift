import Conversations
import Wire

/// When a backend asks to be tried again.
enum RetryAfter {
  /// Whole seconds, rounded up, from `retry-after-ms` or `retry-after`; nil when neither says when. A date is taken
  /// against the date of the same answer, since clocks differ.
  static func seconds(in fields: HTTPFields) -> Int? {
    if let milliseconds = fields["retry-after-ms"].flatMap(Double.init),
      let whole = ceiling(milliseconds / 1000)
    {
      return whole
    }
    guard let text = fields["retry-after"] else { return nil }
    return Double(text).flatMap(ceiling) ?? seconds(until: CivilTime(httpDate: text), fields.sentAt)
  }

  /// Whole seconds, rounded up, from a duration such as `34s` or `1m1.5s`; nil when it is none.
  static func seconds(_ duration: String) -> Int? {
    DurationText.milliseconds(duration).flatMap { ceiling($0 / 1000) }
  }

  /// Whole seconds, rounded up, from words in small letters such as `please try again in 5.3s`; nil where there are none.
  static func seconds(saidIn text: String) -> Int? {
    for phrase in phrases {
      guard let found = text.firstRange(of: phrase),
        let length = DurationText.milliseconds(leading: text[found.upperBound...])
      else { continue }
      return ceiling(length / 1000)
    }
    return nil
  }

  private static let phrases = ["try again in ", "try again after ", "retry in ", "retry after "]

  /// Whole seconds from one moment to another, both in milliseconds since 1970; nil where one is not known, or they are
  /// the other way round.
  static func seconds(from start: Int64?, to end: Int64?) -> Int? {
    guard let start, let end else { return nil }
    return ceiling(Double(end - start) / 1000)
  }

  private static func seconds(until moment: CivilTime?, _ now: Int64?) -> Int? {
    seconds(from: now, to: moment?.millisecondsSince1970)
  }

  private static func ceiling(_ seconds: Double) -> Int? {
    seconds >= 0 && seconds < 1e9 ? Int(seconds.rounded(.up)) : nil
  }
}

extension HTTPFields {
  /// When a message was sent by the clock of its sender, in milliseconds since 1970; nil where it does not say.
  var sentAt: Int64? { self["date"].flatMap { CivilTime(httpDate: $0)?.millisecondsSince1970 } }
}
