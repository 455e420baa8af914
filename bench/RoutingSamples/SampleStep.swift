/// One step of a sample's conversation.
public enum SampleStep: Sendable, Equatable {
  /// A person says this; `{…}` in it stands for something longer.
  case said(String)
  /// The client's program adds this text to the newest message of the user.
  case noted(String)
  /// The model answers in words.
  case answered(String)
  /// The operator says this in the midst of the conversation.
  case told(String)
  /// The model calls a tool, and the tool gives this back.
  case called(SampleCall)
}

/// A call of a tool, with its result.
public struct SampleCall: Sendable, Equatable {
  /// The tool's name.
  public var name: String
  /// What it is about: a file, or a command.
  public var object: String
  /// What it gives back; `{…}` in it stands for something longer.
  public var result: String
  /// Whether the result is flagged as an error.
  public var isError: Bool

  /// A call.
  public init(name: String, object: String, result: String, isError: Bool) {
    self.name = name
    self.object = object
    self.result = result
    self.isError = isError
  }

  /// Its arguments, by the names that the tools of agents give them.
  var arguments: [(name: String, value: String)] {
    switch name.lowercased() {
    case "bash", "shell", "exec_command": [("command", object)]
    case "grep": [("pattern", object)]
    case "apply_patch": [("input", "*** Begin Patch\n*** Update File: \(object)\n@@\n-a\n+b\n*** End Patch")]
    case "edit", "str_replace": [("file_path", object), ("old_string", "a"), ("new_string", "b")]
    case "write": [("file_path", object), ("content", "let a = 1\n")]
    default: [("file_path", object)]
    }
  }
}
