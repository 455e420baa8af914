/// The lines that a search found, `path:12:text`: each path is said once, before its lines.
enum SearchHits {
  /// The fewest lines that are put under a heading.
  private static let fewest = 2

  /// The text with its hits grouped.
  static func grouped(_ text: [UInt8]) -> [UInt8] {
    let lines = TextLines(text)
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var row = 0
    while row < lines.count {
      let path = row + 1 < lines.count ? sharedPath(of: lines[row], and: lines[row + 1]) : nil
      let end = path.map { runEnd(of: lines, from: row, under: $0) } ?? row + 1
      append(lines, row..<end, under: end - row >= fewest ? path : nil, to: &output)
      row = end
    }
    output.removeLast()
    return output
  }

  private static func append(
    _ lines: TextLines, _ rows: Range<Int>, under path: TextLines.Line?, to output: inout [UInt8]
  ) {
    if let path {
      output.append(contentsOf: path)
      output.append(UInt8(ascii: "\n"))
    }
    for row in rows {
      let line = lines[row]
      output.append(contentsOf: isSeparator(line) ? line : line.dropFirst(path.map { $0.count + 1 } ?? 0))
      output.append(UInt8(ascii: "\n"))
    }
  }

  /// Where the lines end that are hits in a path, their numbers going up; separators between them belong to them.
  private static func runEnd(of lines: TextLines, from start: Int, under path: TextLines.Line) -> Int {
    var end = start
    var row = start
    var last = -1
    while row < lines.count {
      if let number = number(of: lines[row], in: path), number > last {
        last = number
        end = row + 1
      } else if !isSeparator(lines[row]) {
        break
      }
      row += 1
    }
    return end
  }

  private static func isSeparator(_ line: TextLines.Line) -> Bool { line.count == 2 && line.hasPrefix("--") }

  /// The path both lines begin with, before the number of a line; nil when there is none.
  private static func sharedPath(of line: TextLines.Line, and next: TextLines.Line) -> TextLines.Line? {
    let shared = zip(line, next).prefix(longestPath).prefix { $0 == $1 }.count
    for length in 0...shared where length < line.count && isMark(line[line.startIndex + length]) {
      guard let number = number(in: line, behind: length),
        let following = self.number(in: next, behind: length)
      else { continue }
      // A hyphen and a number may be part of the path itself: then they are the same on the next line.
      let path = line.prefix(length)
      if following > number, looksLikePath(path) { return path }
    }
    return nil
  }

  private static let longestPath = 400

  /// The number of a line of the file at this path; nil when the line is no such one.
  private static func number(of line: TextLines.Line, in path: TextLines.Line) -> Int? {
    line.starts(with: path) ? number(in: line, behind: path.count) : nil
  }

  /// The number between two marks behind so many bytes.
  private static func number(in line: TextLines.Line, behind length: Int) -> Int? {
    guard line.count > length + 2, isMark(line[line.startIndex + length]) else { return nil }
    let digits = line.dropFirst(length + 1).prefix(8).prefix(while: \.isDigit)
    guard !digits.isEmpty, digits.endIndex < line.endIndex, isMark(line[digits.endIndex]) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") }

  private static func looksLikePath(_ path: TextLines.Line) -> Bool {
    guard path.contains(UInt8(ascii: "/")) || path.contains(UInt8(ascii: ".")) else { return false }
    return !path.contains(where: \.isSpace)
  }
}
