/// Notes that clients put into messages and take out again, `<system-reminder>…</system-reminder>`.
enum Reminders {
  private static let opening: StaticString = "<system-reminder>"
  private static let closing: StaticString = "</system-reminder>"

  /// Whether a text is nothing but such notes and the white space around them.
  static func isReminder(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...].trimmedSpace
    guard !rest.isEmpty else { return false }
    while !rest.isEmpty {
      guard rest.hasPrefix(opening), let end = rest.offset(of: closing) else { return false }
      rest = rest[(end + closing.utf8CodeUnitCount)...].trimmedSpace
    }
    return true
  }

  /// What a note is about. Of two of one kind the later one says all that matters.
  static func kind(of text: String) -> String {
    let body = text.trimmed.utf8.dropFirst(opening.utf8CodeUnitCount)
    let lower = String(decoding: body.prefix(longestLookedAt), as: UTF8.self).lowercased()
    if let known = known.first(where: { lower.contains($0.mark) }) { return known.kind }
    return firstWords(of: lower)
  }

  private static let longestLookedAt = 2_000

  /// Words that tell what a note of Claude Code is about, the more particular first.
  private static let known: [(mark: String, kind: String)] = [
    ("malware", "malware"), ("todo list", "todo"), ("todowrite", "todo"), ("task tools", "todo"),
    ("token usage:", "tokens"), ("tokens left", "tokens"), ("usd budget", "tokens"),
    ("plan mode", "plan mode"),
    ("# claudemd", "memory"), ("claude.md", "memory"), ("agents.md", "memory"), ("currentdate", "date"),
    ("the date has changed", "date"), ("new diagnostic", "diagnostics"), ("opened the file", "opened file"),
    ("selected the lines", "selection"), ("output style", "output style"), ("skills are available", "skills"),
    ("gitstatus", "git status"),
  ]

  /// The first words, without digits and names of files: these change from copy to copy.
  private static func firstWords(of text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).lazy
      .filter { $0.allSatisfy { $0.isLetter || $0 == "," || $0 == "'" } }
      .prefix(8).joined(separator: " ")
  }

  /// Takes away notes at the end of a result that say the same under every file that is read.
  static func removeBoilerplate(from text: inout [UInt8]) {
    var rest = text[...].trimmedSpace
    var end = text.endIndex
    while rest.suffix(closing.utf8CodeUnitCount).hasPrefix(closing), let start = rest.lastOffset(of: opening)
    {
      guard rest[start...].contains("considered malware") else { break }
      end = rest[..<start].trimmedEnd.endIndex
      rest = rest[..<end]
    }
    text.removeSubrange(end...)
  }
}
