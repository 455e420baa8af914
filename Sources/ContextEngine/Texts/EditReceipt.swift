/// What tools say after an edit that went well: one line is enough, the new text is in the call.
enum EditReceipt {
  /// The receipt without the snippet of the file that repeats the new text; nil when there is none.
  static func shortened(_ text: [UInt8]) -> [UInt8]? {
    let lines = TextLines(text)
    guard let gutter = NumberGutter(of: lines, fewest: 1), gutter.rows.lowerBound > 0 else { return nil }
    let opening = lines[0..<gutter.rows.lowerBound]
    guard opening.count <= longestOpening, opening.contains("snippet") || opening.contains("cat -n") else {
      return nil
    }
    let numbers = gutter.numbers
    let note = "[ctxgw: lines \(numbers.lowerBound)-\(numbers.upperBound) as edited, text left out]"
    return Array(firstSentence(of: lines[0])) + Array(" \(note)".utf8)
  }

  /// A longer text before the snippet says more than that all went well.
  private static let longestOpening = 600

  private static func firstSentence(of line: TextLines.Line) -> TextLines.Line {
    line.offset(of: ". ").map { line[...$0] } ?? line
  }
}
