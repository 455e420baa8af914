import Wire

/// The arguments of a tool call, by the names that agents give them.
struct ToolArguments {
  let root: JSONValue?
  let source: [UInt8]

  /// Reads the arguments. What is no JSON has none.
  init(_ input: [UInt8]) {
    source = input
    root = (try? JSONDocument(parsing: input))?.root
  }

  /// A text that stands for itself, as the tools of Codex that take no JSON are called.
  private var bare: String? { root?.string }

  /// The first member of one of these names that is a text with something in it.
  private func text(_ names: [String]) -> String? {
    for name in names {
      if let text = root?.member(name)?.string, !text.isEmpty { return text }
    }
    return nil
  }

  private func number(_ names: [String]) -> Int? {
    for name in names {
      if let number = root?.member(name)?.int { return number }
    }
    return nil
  }

  // MARK: What they say

  /// The file or directory; of several the first.
  var path: String? {
    text([
      "file_path", "filePath", "path", "filename", "file_name", "notebook_path", "target_file",
      "absolute_path", "file",
      "relative_path", "directory", "dir_path", "dir", "target_directory",
    ])
      ?? firstPath ?? patch.flatMap { PatchText.paths(in: $0).first }
  }

  private var firstPath: String? {
    ["paths", "files", "file_paths"].lazy
      .compactMap { root?.member($0)?.elements.lazy.compactMap { $0.string ?? $0["path"]?.string }.first }
      .first
  }

  /// The body of a patch that names its files itself.
  private var patch: String? {
    guard let text = text(["input", "patch", "patchText", "patch_text", "diff"]) ?? bare ?? command else {
      return nil
    }
    return PatchText.isPatch(text) ? text : nil
  }

  /// The command; of a list that hands a text to a shell, the text.
  var command: String? {
    if let text = text(["command", "cmd", "script", "bash_command"]) { return text }
    guard let words = root?.member("command") ?? root?.member("cmd"), case .array = words.kind else {
      return nil
    }
    let list = words.elements.compactMap(\.string)
    if list.count == 3, list[1] == "-lc" || list[1] == "-c" { return list[2] }
    return list.isEmpty ? nil : list.joined(separator: " ")
  }

  /// What is looked for.
  var pattern: String? { text(["pattern", "query", "regex", "search_term", "search_query", "glob_pattern"]) }

  /// Whether a text is put in place of another one.
  var hasReplacement: Bool {
    ["old_string", "oldString", "oldText", "old_str", "old_text", "search", "edits", "diff"]
      .contains { root?.member($0) != nil } || patch != nil
  }

  /// Whether a file's new content is among them.
  var hasContent: Bool {
    ["content", "contents", "file_text", "text"].contains { root?.member($0)?.string != nil }
  }

  /// The lines that are asked for, counted from 1.
  var lines: ClosedRange<Int>? {
    if let range = root?.member("view_range") ?? root?.member("line_range"), range.count == 2 {
      let ends = range.elements.map(\.int)
      return Self.range(from: ends[0], to: ends[1])
    }
    let end = number(["end_line", "endLine", "line_end", "end_line_one_indexed_inclusive"])
    if let start = number(["start_line", "startLine", "line_start", "start_line_one_indexed"])
      ?? end.map({ _ in 1 })
    {
      return Self.range(from: start, to: end)
    }
    return Self.range(from: number(["offset"]), count: number(["limit"]))
  }

  /// So many lines from one on; to the end where nobody says how many.
  private static func range(from first: Int?, count: Int?) -> ClosedRange<Int>? {
    guard let count else { return range(from: first, to: nil) }
    let start = max(first ?? 1, 1)
    guard count > 0 else { return nil }
    let (last, isBeyond) = start.addingReportingOverflow(count - 1)
    return isBeyond ? start...Int.max : start...last
  }

  /// The lines between two; to the end where the last is missing or negative.
  private static func range(from first: Int?, to last: Int?) -> ClosedRange<Int>? {
    guard let first, first >= 0 else { return nil }
    guard let last, last >= 0 else { return max(first, 1)...Int.max }
    return last >= max(first, 1) ? max(first, 1)...last : nil
  }

  /// What tells the call from others: a title, a URL, the task at hand, else the first short text.
  var detail: String? {
    if let task = text(["taskId", "task_id"]) { return text(["status"]).map { "\(task) \($0)" } ?? task }
    return text(["subject", "title", "description", "url", "name", "question", "prompt"]) ?? taskAtHand
      ?? bare
      ?? firstText
  }

  /// The entry of a list of tasks that is being worked on, else the first one.
  private var taskAtHand: String? {
    guard let list = root?.member("todos") ?? root?.member("plan") ?? root?.member("questions") else {
      return nil
    }
    let entries = list.elements.map { $0 }
    let entry = entries.first { $0["status"]?.isString("in_progress") == true } ?? entries.first
    return entry?["content"]?.string ?? entry?["step"]?.string ?? entry?["question"]?.string
  }

  private var firstText: String? {
    guard let root else { return nil }
    return root.members.lazy.compactMap(\.value.string).first { !$0.isEmpty && $0.utf8.count <= 200 }
  }
}
