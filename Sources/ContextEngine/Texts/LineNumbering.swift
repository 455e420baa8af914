import Conversations

/// Which lines of a file the lines of a text are.
struct LineNumbering: Equatable {
  /// The first line of the text that is a line of the file.
  let row: Int
  /// Its number in the file.
  private let first: Int

  /// The rows before the file's lines that are looked through for a note of their numbers.
  private static let mostRowsBefore = 12
  private static let note: StaticString = "[ctxgw: lines "

  /// Reads it from the note that stands in place of a gutter, or from the call where the text is the file and nothing
  /// else; nil when neither tells.
  init?(of lines: TextLines, shownBy use: ToolUse?) {
    guard let use, case .read = use.kind else { return nil }
    for row in 0..<min(lines.count, Self.mostRowsBefore) where lines[row].hasPrefix(Self.note) {
      let digits = lines[row].dropFirst(Self.note.utf8CodeUnitCount).prefix(while: \.isDigit)
      guard let number = Int(digits.text) else { return nil }
      self.row = row + 1
      first = number
      return
    }
    // What begins with a tag or a bracket has a heading of the tool's.
    guard use.command == nil, let start = lines.bytes.first, start != UInt8(ascii: "<"),
      start != UInt8(ascii: "[")
    else { return nil }
    row = 0
    first = use.lines?.lowerBound ?? 1
  }

  /// The number in the file of a line of the text, which is not before `row`.
  func number(of row: Int) -> Int { first + row - self.row }
}
