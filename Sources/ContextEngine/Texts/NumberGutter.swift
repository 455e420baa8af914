/// The line numbers that tools print before the lines of a file. They cost a fifth to a third of a result's tokens, and
/// weak models copy them into their edits.
struct NumberGutter {
  /// The lines of the text that are numbered.
  let rows: Range<Int>
  /// The numbers they have.
  let numbers: ClosedRange<Int>
  private let style: Style

  /// What stands between number and line.
  private enum Style: Equatable {
    /// `     1→`, as Claude Code has it.
    case arrow
    /// `     1⇥`, as `cat -n` and `nl` have it, and `1⇥`.
    case tab
    /// `00001| `, as OpenCode has it.
    case bar
    /// `1: `, as OpenCode has it, behind a line `<content>` or `<file>`.
    case colon
  }

  /// Fewer numbered lines are no gutter, unless the caller knows better.
  static let fewestRows = 3

  /// Finds the first run of lines with numbers that go up by one; nil when there is none of so many lines, or when a
  /// note of ours stands before it: then the gutter is gone, and these numbers are the file's own.
  init?(of lines: TextLines, fewest: Int = fewestRows) {
    for row in 0..<lines.count {
      if lines[row].hasPrefix(Self.notePrefix) { return nil }
      guard let first = Self.number(of: lines[row], Self.isBehindTag(lines, row)) else { continue }
      let end = Self.runEnd(of: lines, from: row, first)
      if end - row >= fewest {
        rows = row..<end
        numbers = first.number...(first.number + (end - row - 1))
        style = first.style
        return
      }
    }
    return nil
  }

  private static let notePrefix: StaticString = "[ctxgw: "

  /// What stands before the lines in place of their numbers.
  var note: String { "[ctxgw: lines \(numbers.lowerBound)-\(numbers.upperBound), numbers left out]" }

  /// The text without the numbers.
  func removed(from lines: TextLines) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(lines.bytes.count)
    output.append(contentsOf: lines.bytes[..<lines.start(rows.lowerBound)])
    output.append(contentsOf: note.utf8)
    for row in rows {
      output.append(UInt8(ascii: "\n"))
      // Every line of the run was read as a numbered one.
      output.append(contentsOf: lines[row][Self.number(of: lines[row], style == .colon)!.end...])
    }
    output.append(contentsOf: lines.bytes[lines[rows.upperBound - 1].endIndex...])
    return output
  }

  // MARK: One line

  private typealias Numbered = (number: Int, end: Int, style: Style)

  private static func runEnd(of lines: TextLines, from row: Int, _ first: Numbered) -> Int {
    var end = row + 1
    while end < lines.count, let next = number(of: lines[end], first.style == .colon),
      next.style == first.style, next.number == first.number + (end - row)
    {
      end += 1
    }
    return end
  }

  /// A line's number, and where the line itself begins.
  private static func number(of line: TextLines.Line, _ allowsColon: Bool) -> Numbered? {
    let digits = line.drop { $0 == UInt8(ascii: " ") }.prefix(while: \.isDigit)
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    let rest = line[digits.endIndex...]
    let number = digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
    if rest.hasPrefix("→") { return (number, rest.startIndex + 3, .arrow) }
    if rest.hasPrefix("\t") { return (number, rest.startIndex + 1, .tab) }
    if rest.hasPrefix("| "), digits.count >= 5 { return (number, rest.startIndex + 2, .bar) }
    if allowsColon, rest.hasPrefix(": ") { return (number, rest.startIndex + 2, .colon) }
    return nil
  }

  private static func isBehindTag(_ lines: TextLines, _ row: Int) -> Bool {
    row > 0 && (lines[row - 1].hasPrefix("<content>") || lines[row - 1].hasPrefix("<file>"))
  }
}
