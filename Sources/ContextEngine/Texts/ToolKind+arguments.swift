import Conversations

/// What a call says of its tool.
extension ToolKind {
  /// The sort of a tool, by its name, and where that says nothing by what its arguments are called.
  init(named name: String, _ arguments: ToolArguments) {
    switch (Self(named: name), arguments.command) {
    // One tool of Anthropic's for all that is done to files: the command is a word.
    case (.edit, "view"): self = .read
    case (.edit, "create"): self = .write
    case (let named?, _): self = named
    case (nil, _): self.init(by: arguments)
    }
  }

  private init(by arguments: ToolArguments) {
    if arguments.hasReplacement {
      self = .edit
    } else if arguments.command != nil {
      self = .shell
    } else if arguments.path != nil, arguments.hasContent {
      self = .write
    } else if arguments.pattern != nil, arguments.path != nil {
      self = .search
    } else {
      self = arguments.path != nil && arguments.lines != nil ? .read : .other
    }
  }
}
