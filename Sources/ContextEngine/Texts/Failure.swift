import Conversations

/// Whether and how a result tells of a failure.
enum Failure {
  /// Whether a call failed: by its flag, by the exit status it reports, else by lines that only failing programs print.
  ///
  /// - Parameters:
  ///   - text: what the result says.
  ///   - result: the result.
  ///   - use: the call; of one that shows what files hold only the flag counts.
  static func isFailure(_ text: String, _ result: ToolResult, of use: ToolUse? = nil) -> Bool {
    if result.isError { return true }
    guard let use, case .shell = use.kind else { return false }
    if let status = exitStatus(in: text) { return status != 0 }
    let lines = TextLines(text)
    return (0..<lines.count).contains { ErrorLine.provesFailure(lines[$0]) }
  }

  /// The line that says what went wrong, at most 160 characters; nil when none does.
  static func firstLine(of text: String) -> String? {
    let lines = TextLines(text)
    var second: String?
    for index in 0..<lines.count {
      switch ErrorLine.weight(of: lines[index]) {
      case .telling: return lines[index].text.oneLine(longest)
      case .likely where second == nil: second = lines[index].text.oneLine(longest)
      default: break
      }
    }
    return second
  }

  /// The most characters of a line that tells of a failure.
  static let longest = 160

  /// The exit status that stands at the beginning or at the end of a text.
  static func exitStatus(in text: String) -> Int? {
    let lines = TextLines(text)
    for index in lines.edges(first: 3, last: 6) {
      if let status = status(in: lines[index]) { return status }
    }
    return nil
  }

  /// The words before the number, as Claude Code, Codex, pi, Go and OpenHands put it.
  private static let announcements: [StaticString] = [
    "Exit code ", "Exit code: ", "exit status ", "exited with code ", "exited with exit code ",
    "exited with status ",
    "exit code: ", "exit code ", "\"exit_code\":", "[exit code: ", "returned non-zero exit status ",
  ]

  private static func status(in line: TextLines.Line) -> Int? {
    guard line.count < 4_096 else { return nil }
    for words in announcements {
      guard let place = line.offset(of: words) else { continue }
      let digits = line[(place + words.utf8CodeUnitCount)...].drop { $0 == UInt8(ascii: " ") }.prefix(
        while: \.isDigit)
      if let status = Int(digits.text) { return status }
    }
    return nil
  }
}

extension TextLines {
  /// The places of the first and of the last lines, each once.
  func edges(first: Int, last: Int) -> [Int] {
    let head = min(first, count)
    return Array(0..<head) + Array(max(head, count - last)..<count)
  }
}
