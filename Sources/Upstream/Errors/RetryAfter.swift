import Wire

/// When a backend asks to be tried again.
enum RetryAfter {
  /// Whole seconds, rounded up, from `retry-after-ms` or `retry-after`; nil when neither holds a number. (Vendors of
  /// models send seconds; the date that HTTP also allows is not read.)
  static func seconds(in fields: HTTPFields) -> Int? {
    if let milliseconds = fields["retry-after-ms"].flatMap(Double.init),
      let whole = ceiling(milliseconds / 1000)
    {
      return whole
    }
    return fields["retry-after"].flatMap(Double.init).flatMap(ceiling)
  }

  /// Whole seconds, rounded up, from a duration such as `34s` or `1.5s`; nil when it is none.
  static func seconds(_ duration: String) -> Int? {
    duration.hasSuffix("s") ? Double(duration.dropLast()).flatMap(ceiling) : nil
  }

  private static func ceiling(_ seconds: Double) -> Int? {
    seconds >= 0 && seconds < 1e9 ? Int(seconds.rounded(.up)) : nil
  }
}
