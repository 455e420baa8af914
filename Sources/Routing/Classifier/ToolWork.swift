import Conversations

/// What the tool calls of a stretch of a conversation have done.
public struct ToolWork: Sendable, Equatable {
  /// How many calls there are.
  public var calls: Int
  /// Those that read, searched or listed.
  public var looks: Int
  /// Those that changed files.
  public var edits: Int
  /// Those that ran a command.
  public var commands: Int
  /// How many files were changed, as far as the calls name them.
  public var editedFiles: Int
  /// How many calls failed.
  public var failures: Int

  /// Work; without figures none.
  public init(
    calls: Int = 0, looks: Int = 0, edits: Int = 0, commands: Int = 0, editedFiles: Int = 0, failures: Int = 0
  ) {
    self.calls = calls
    self.looks = looks
    self.edits = edits
    self.commands = commands
    self.editedFiles = editedFiles
    self.failures = failures
  }

  /// Takes in a call of a tool of this kind; what changes files is told of by `editedFiles`.
  mutating func count(_ kind: ToolKind?) {
    calls += 1
    switch kind {
    case .read, .search, .list: looks += 1
    case .edit, .write: edits += 1
    case .shell: commands += 1
    case .todo, .subAgent, .question, .other, nil: break
    }
  }
}
