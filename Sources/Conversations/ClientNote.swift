/// The texts of their own that clients' programs put among a person's words in a user message.
public enum ClientNote {
  /// What is put between tags of these names: reminders, where the person is, what a command of the client's printed.
  private static let tags: [StaticString] = [
    "system-reminder", "environment_context", "user_instructions", "total_tokens", "local-command-caveat",
    "local-command-stdout", "local-command-stderr", "command-name", "command-message", "command-args",
    "command-contents", "bash-stdout", "bash-stderr", "task-notification", "turn_aborted",
  ]

  /// How notes without tags begin, which are notes to their end.
  private static let openings: [StaticString] = ["# AGENTS.md", "[Request interrupted by user"]

  /// Notes that are always the same: what Claude Code says after a search for tools.
  private static let phrases: [StaticString] = ["Tool loaded."]

  /// What of a text is a person's words: all that is behind the notes at its head, without white space around it; empty
  /// when there is nothing but notes.
  public static func personsWords(in text: String) -> Substring {
    var rest = text[...].trimmed
    while let end = endOfNote(atHeadOf: rest.utf8) { rest = rest[end...].trimmed }
    if openings.contains(where: { rest.utf8.starts(with: $0) }) { return rest[rest.endIndex...] }
    return phrases.contains { rest.utf8.elementsEqual($0.bytes) } ? rest[rest.endIndex...] : rest
  }

  /// Where the tagged note has ended with which a text begins; nil where it begins with none.
  private static func endOfNote(atHeadOf text: Substring.UTF8View) -> Substring.Index? {
    guard text.first == UInt8(ascii: "<") else { return nil }
    let inner = text.dropFirst()
    for tag in tags where inner.starts(with: tag) {
      var rest = inner.dropFirst(tag.utf8CodeUnitCount)
      guard rest.first == UInt8(ascii: ">") else { continue }
      while let bracket = rest.firstIndex(of: UInt8(ascii: "<")) {
        rest = rest[bracket...].dropFirst()
        guard rest.first == UInt8(ascii: "/"), rest.dropFirst().starts(with: tag) else { continue }
        let end = rest.dropFirst(1 + tag.utf8CodeUnitCount)
        if end.first == UInt8(ascii: ">") { return end.dropFirst().startIndex }
      }
    }
    return nil
  }
}

extension StaticString {
  fileprivate var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}

extension Substring.UTF8View {
  fileprivate func starts(with text: StaticString) -> Bool { starts(with: text.bytes) }
}

extension Substring {
  /// Without white space around it.
  fileprivate var trimmed: Substring {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let utf8 = utf8
    let start = utf8.firstIndex { !isSpace($0) } ?? utf8.endIndex
    var end = utf8.endIndex
    while end > start, isSpace(utf8[utf8.index(before: end)]) { end = utf8.index(before: end) }
    return self[start..<end]
  }
}
