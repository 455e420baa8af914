/// Runs of lines that say the same, and of progress: the first, or the last, says it all.
enum RepeatedLines {
  /// The fewest lines of a run.
  private static let fewest = 4

  /// The text with runs of at least four lines folded.
  static func folded(_ text: [UInt8]) -> [UInt8] {
    let lines = TextLines(text)
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    var index = 0
    while index < lines.count {
      let end = runEnd(of: lines, from: index)
      append(index..<end, of: lines, to: &output)
      index = end
    }
    // Every line was written with its feed.
    output.removeLast()
    return output
  }

  /// Where the run ends that begins with a line: behind it when there is none.
  private static func runEnd(of lines: TextLines, from start: Int) -> Int {
    var end = start + 1
    while end < lines.count, lines[end] == lines[start] { end += 1 }
    if end > start + 1 || !isProgress(lines[start]) { return end }
    while end < lines.count, isProgress(lines[end]), isSameButDigits(lines[end], lines[start]) { end += 1 }
    return end
  }

  private static func append(_ run: Range<Int>, of lines: TextLines, to output: inout [UInt8]) {
    let first = lines[run.lowerBound]
    let last = lines[run.upperBound - 1]
    if run.count < fewest {
      output.append(contentsOf: lines[run])
    } else if first != last {
      output.append(contentsOf: last)
    } else {
      let note = first.isEmpty ? "" : "\n[ctxgw: the line above \(run.count - 1) more times]"
      let isShorter = note.utf8.count < (run.count - 1) * (first.count + 1)
      output.append(contentsOf: isShorter ? first : lines[run])
      if isShorter { output.append(contentsOf: note.utf8) }
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// Whether a line shows how far something has come.
  private static func isProgress(_ line: TextLines.Line) -> Bool {
    line.count < 400 && line.contains(UInt8(ascii: "%")) && line.contains(where: \.isDigit)
  }

  /// Whether two lines differ in digits, blanks and the marks of bars only.
  private static func isSameButDigits(_ one: TextLines.Line, _ other: TextLines.Line) -> Bool {
    one.lazy.filter(isWord).elementsEqual(other.lazy.filter(isWord))
  }

  private static func isWord(_ byte: UInt8) -> Bool { byte.isLetter || byte == UInt8(ascii: "/") }
}
