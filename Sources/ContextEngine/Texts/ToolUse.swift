import Conversations
import Wire

/// What a call of a tool does, as far as its name and arguments tell.
struct ToolUse: Sendable, Equatable {
  /// What sort of thing it does.
  let kind: ToolKind
  /// The tool's name, as the client has it.
  let name: String
  /// The id that ties the result to it.
  let callID: String
  /// The file or directory it is about; of several the first.
  let path: String?
  /// The lines it asks for, counted from 1; the last is `Int.max` when it asks for all from the first on, and it is
  /// nil when it asks for the whole file.
  let lines: ClosedRange<Int>?
  /// The command it runs.
  let command: String?
  /// What it looks for.
  let pattern: String?
  /// Equal for calls of one tool with the same arguments, whatever the order of their keys.
  let identity: Fingerprint
  /// What tells it from other calls where nothing of the above does: a title, a URL, the first short text.
  private let detail: String?

  /// Reads a call.
  init(of call: ToolCall) {
    let arguments = ToolArguments(call.input)
    let named = ToolKind(named: call.name, arguments)
    let command = named == .shell ? arguments.command : nil
    let shown = command.flatMap { ShellReading(of: $0) }
    kind = shown?.kind ?? named
    name = call.name
    callID = call.id
    path = arguments.path ?? shown?.path
    lines = named == .shell ? shown?.lines : arguments.lines
    self.command = command
    pattern = arguments.pattern ?? shown?.pattern
    identity = Fingerprint(of: arguments.canonical(after: call.name))
    detail = arguments.detail
  }

  /// Whether its result shows what files hold, so that words like "error" in it mean nothing.
  var showsContent: Bool { kind.showsContent }

  /// Whether it leaves a file other than it was.
  var changesFile: Bool { kind.changesFile }

  // MARK: In words

  /// The most characters of a summary.
  static let longestSummary = 100

  /// The call in a few words, on one line: `Read internal/store.go lines 1-220`, `Bash go test ./...`.
  var summary: String { summary(pathWithin: 75) }

  /// The call in a few words; of its path at most so many characters, from the end.
  func summary(pathWithin characters: Int) -> String {
    let object = object(path: path?.clippedPath(to: characters))
    return "\(name.clipped(to: 40)) \(object)".trimmed.clipped(to: Self.longestSummary)
  }

  /// What it is done to, its path as it is given here.
  private func object(path: String?) -> String {
    let range = lines.map { " " + Self.described($0) } ?? ""
    return label(path: path) + (command == nil && pattern == nil ? range : "")
  }

  /// What it is done to but for the lines, its path as it is given here.
  func label(path: String?) -> String {
    if let command { return command.withoutDirectoryChange.oneLine(80) }
    if let pattern { return "\"\(pattern.oneLine(50))\"" + (path.map { " in \($0)" } ?? "") }
    return path ?? detail?.oneLine(80) ?? ""
  }

  private static func described(_ lines: ClosedRange<Int>) -> String {
    lines.upperBound == .max
      ? "from line \(lines.lowerBound)" : "lines \(lines.lowerBound)-\(lines.upperBound)"
  }
}
