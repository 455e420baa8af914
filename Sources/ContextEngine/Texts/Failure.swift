import Conversations
import Wire

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
    guard let use, !use.showsContent else { return false }
    guard case .shell = use.kind else { return refuses(text) }
    if let status = exitStatus(in: text) { return status != 0 }
    let lines = TextLines(text)
    return (0..<lines.count).contains { ErrorLine.provesFailure(lines[$0]) }
  }

  /// How tools begin that have not done what they were asked for and raise no flag.
  private static let refusals = BytePatterns([
    "Error", "error", "ERROR", "<tool_use_error>", "Failed", "failed", "Could not", "Unable to", "Invalid",
    "No match",
    "String to replace not found", "Your proposed edit", "Your edit was not applied",
    "apply_patch verification failed",
  ])

  private static func refuses(_ text: String) -> Bool {
    refusals.begin(Array(text.utf8.prefix(200))[...].trimmedSpace)
  }

  /// The line that says what went wrong, at most 160 characters; nil when none does.
  static func firstLine(of text: String) -> String? {
    let lines = TextLines(text)
    var likely: Int?
    for index in 0..<lines.count {
      switch ErrorLine.weight(of: lines[index]) {
      case .telling: return shown(lines[index])
      case .likely: likely = likely ?? index
      case .none: break
      }
    }
    return likely.map { shown(lines[$0]) }
  }

  /// The line that says what went wrong; where none does, the first that says more than an exit status.
  static func reason(in text: String) -> String {
    if let line = firstLine(of: text) { return line }
    let lines = TextLines(text)
    let first = (0..<lines.count).first { !lines[$0].trimmedSpace.isEmpty && status(in: lines[$0]) == nil }
    return first.map { shown(lines[$0]) } ?? ""
  }

  /// The most characters of a line that tells of a failure.
  static let longest = 160

  /// A line without the tags and rules that programs draw around it.
  private static func shown(_ line: TextLines.Line) -> String {
    var text = line.trimmedSpace
    if text.hasPrefix("<tool_use_error>") { text = text.dropFirst("<tool_use_error>".utf8.count) }
    if let end = text.offset(of: "</tool_use_error>") { text = text[..<end] }
    if let rule = text.offset(of: " ━━") { text = text[..<rule] }
    return text.text.oneLine(longest)
  }

  /// The most characters of an error in a digest.
  private static let longestError = 80

  /// How a call went that failed, in a few words: `exit 1: store_test.go:88: want 3 got 2`.
  static func outcome(of result: String) -> String {
    if let words = Rejection.words(in: result) { return "rejected by the user: \(words.oneLine(160))" }
    let status = exitStatus(in: result).map { "exit \($0)" } ?? "error"
    let line = reason(in: result).clipped(to: longestError)
    return line.isEmpty ? status : "\(status): \(line)"
  }

  /// The exit status that stands at the beginning or at the end of a text.
  static func exitStatus(in text: String) -> Int? {
    let lines = TextLines(text)
    let head = min(3, lines.count)
    let edges = [0..<head, max(head, lines.count - 6)..<lines.count].joined()
    return edges.lazy.compactMap { status(in: lines[$0]) }.first
  }

  /// The words before the number, as Claude Code, Codex, pi, Go, Python and OpenHands put them.
  private static let announcements: [StaticString] = [
    "xit code ", "xit code: ", "exit status ", "exited with code ", "exited with status ", "\"exit_code\":",
    "non-zero exit status ",
  ]

  private static func status(in line: TextLines.Line) -> Int? {
    guard line.count < 400 else { return nil }
    for words in announcements {
      guard let place = line.offset(of: words) else { continue }
      let rest = line[(place + words.utf8CodeUnitCount)...].drop { $0 == UInt8(ascii: " ") }
      if let status = Int(rest.prefix { $0.isDigit || $0 == UInt8(ascii: "-") }.text) { return status }
    }
    return nil
  }
}
