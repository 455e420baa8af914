/// The notes that Claude Code puts into user messages and takes out again, `<system-reminder>…</system-reminder>`.
enum Reminder {
  private static let opening = Array("<system-reminder>".utf8)
  private static let closing = Array("</system-reminder>".utf8)

  /// Whether a text is nothing but reminders and the white space around them.
  static func isAll(of text: ArraySlice<UInt8>) -> Bool {
    var rest = text.drop(while: ASCII.isSpace)
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
      guard rest.starts(with: opening), let end = end(of: rest) else { return false }
      rest = rest[end...].drop(while: ASCII.isSpace)
    }
    return true
  }

  /// Where the reminder that begins here has ended.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    var rest = text.dropFirst(opening.count)
    while let bracket = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[bracket...]
      if rest.starts(with: closing) { return bracket + closing.count }
      rest = rest.dropFirst()
    }
    return nil
  }
}
