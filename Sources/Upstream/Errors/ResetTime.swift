import Conversations

/// Moments at which a limit is reset, in the forms in which vendors write them.
enum ResetTime {
  private static let day: Int64 = 86_400_000

  /// The moment that a header field names, in milliseconds since 1970; nil when it names none, or one that is further away
  /// than a limit's reset can be.
  ///
  /// - Parameters:
  ///   - now: what durations and plain numbers of seconds are counted from.
  ///   - days: how far away it may be.
  static func milliseconds(_ text: String, from now: Int64, within days: Int64 = 1) -> Int64? {
    guard let moment = moment(text, from: now), moment - now <= days * day else { return nil }
    return moment
  }

  private static func moment(_ text: String, from now: Int64) -> Int64? {
    if let number = Double(text) { return moment(number, from: now) }
    if let length = DurationText.milliseconds(text) { return moment(length / 1000, from: now) }
    return (CivilTime(iso8601: text) ?? CivilTime(httpDate: text))?.millisecondsSince1970
  }

  /// A plain number is a time since 1970 in milliseconds or seconds, or else seconds from now.
  private static func moment(_ number: Double, from now: Int64) -> Int64? {
    switch number {
    case 0..<1e9: now + Int64((number * 1000).rounded(.up))
    case 1e9..<1e12: Int64(number * 1000)
    case 1e12..<1e15: Int64(number)
    default: nil
    }
  }

  /// The moment that a sentence in small letters names, in milliseconds since 1970: `… at 2026-12-01 at 00:00 UTC`, `… reset at 2026-11-20
  /// 18:00:00`; nil when it names none. The clock of a time without a zone is Beijing's: Zhipu alone writes so.
  static func milliseconds(saidIn sentences: String) -> Int64? {
    let words = sentences.split { $0.isWhitespace || $0 == "," }.filter { $0 != "at" }
    for (index, word) in words.enumerated() {
      let following = words[index...].dropFirst().prefix(2).map(trimmed)
      if let moment = moment(trimmed(word), following) { return moment }
    }
    return nil
  }

  private static func moment(_ word: String, _ following: [String]) -> Int64? {
    guard word.utf8.count >= 10, word.utf8.first.map({ (0x30...0x39).contains($0) }) == true else {
      return nil
    }
    if word.contains("t") { return CivilTime(iso8601: word.uppercased())?.millisecondsSince1970 }
    guard let time = following.first?.uppercased(), let moment = CivilTime(iso8601: "\(word) \(time)") else {
      return nil
    }
    let hasZone = time.last == "Z" || time.contains("+") || following.dropFirst().first == "utc"
    return moment.millisecondsSince1970 - (hasZone ? 0 : beijing)
  }

  private static let beijing: Int64 = 8 * 3_600_000

  /// A word without the marks around it.
  private static func trimmed(_ word: Substring) -> String {
    var word = word.drop { !$0.isNumber && !$0.isLetter }
    while let last = word.last, !last.isNumber, !last.isLetter { word.removeLast() }
    return String(word)
  }
}
