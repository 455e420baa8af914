import Conversations

/// What a command shows, for commands that only show: agents without tools for files read and search with these.
struct ShellReading: Equatable {
  /// `read`, `search` or `list`.
  let kind: ToolKind
  /// The file or directory it shows.
  let path: String?
  /// The lines of it.
  let lines: ClosedRange<Int>?
  /// What is looked for.
  let pattern: String?

  /// Longer commands are not looked at: they are scripts.
  private static let longest = 400
  /// What commands may be piped into without becoming more than a show.
  private static let filters: Set<String> = [
    "head", "tail", "sort", "uniq", "wc", "cut", "nl", "grep", "sed", "column",
  ]

  /// Reads a command; nil when it does more than to show something.
  init?(of command: String) {
    guard command.utf8.count <= Self.longest, let stages = Self.stages(of: command), let first = stages.first
    else {
      return nil
    }
    for stage in stages.dropFirst() where !Self.filters.contains(stage[0]) { return nil }
    self.init(words: first, isWhole: stages.count == 1)
  }

  /// The words of each stage of a pipe behind `cd somewhere &&`; nil for what is more than a pipe.
  private static func stages(of command: String) -> [[String]]? {
    let rest = command.withoutDirectoryChange[...].trimmingSuffix("2>&1").trimmingSuffix("2>/dev/null")
    guard let stages = ShellWords.stages(of: rest), stages.allSatisfy({ !$0.isEmpty }) else { return nil }
    return stages
  }

  private init?(words: [String], isWhole: Bool) {
    let operands = words.dropFirst().filter { !$0.hasPrefix("-") }
    switch words[0] {
    case "cat", "bat", "nl", "less", "more", "strings", "xxd":
      self.init(.read, operands.last)
    case "head", "tail":
      self.init(.read, operands.last { Int($0) == nil })
    case "sed":
      guard words.contains("-n"), operands.count >= 2, let lines = Self.lines(printedBy: operands[0]) else {
        return nil
      }
      self.init(.read, operands.last, lines: isWhole ? lines : nil)
    case "grep", "egrep", "rg", "ag", "ack", "fgrep":
      self.init(.search, operands.count > 1 ? operands.last : nil, pattern: operands.first)
    case "find", "fd", "ls", "tree":
      if words.contains(where: { $0 == "-exec" || $0 == "-delete" || $0 == "-execdir" }) { return nil }
      self.init(.list, operands.first)
    case "git":
      self.init(git: operands)
    default: return nil
    }
  }

  private init?(git operands: [String]) {
    switch operands.first {
    case "show", "diff", "log", "blame": self.init(.read, nil)
    case "grep": self.init(.search, nil, pattern: operands.dropFirst().first)
    case "ls-files": self.init(.list, operands.dropFirst().first)
    default: return nil
    }
  }

  private init(
    _ kind: ToolKind, _ path: String?, lines: ClosedRange<Int>? = nil, pattern: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.lines = lines
    self.pattern = pattern
  }

  /// The lines that `sed -n '10,20p'` prints.
  private static func lines(printedBy script: String) -> ClosedRange<Int>? {
    guard script.hasSuffix("p") else { return nil }
    let ends = script.dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard ends.count <= 2, let first = Int(ends[0]), first > 0 else { return nil }
    if ends.last == "$" { return first...Int.max }
    guard let last = Int(ends[ends.count - 1]), last >= first else { return nil }
    return first...last
  }
}
