import Gateway

/// Reads the words of a command line against the tree of commands.
struct ArgumentParser {
  /// What a command line asks for.
  enum Request {
    /// A command is to be run.
    case run(Invocation)
    /// A command is to be explained.
    case help(path: [String], Command)
  }

  private let environment: Environment
  private var rest: ArraySlice<String>
  private var path: [String]
  private var command: Command

  private init(_ words: [String], root: Command, environment: Environment) {
    self.environment = environment
    rest = words[...]
    path = [root.name]
    command = root
  }

  /// What the words, without the program's own name, ask for.
  static func parse(
    _ words: [String], root: Command, environment: Environment
  ) throws(UsageError) -> Request {
    var parser = ArgumentParser(words, root: root, environment: environment)
    try parser.descend()
    return try parser.request()
  }

  /// Follows the leading words down the tree.
  private mutating func descend() throws(UsageError) {
    while let word = rest.first, !word.hasPrefix("-"), !command.subcommands.isEmpty {
      guard let next = command.subcommand(word) else { throw unknownCommand(word) }
      rest.removeFirst()
      enter(next)
    }
    // Help about a group of commands lists the group; without that wish the group's usual command is meant.
    if !wantsHelp, let usual = command.defaultSubcommand, let next = command.subcommand(usual) { enter(next) }
  }

  private mutating func enter(_ next: Command) {
    path.append(next.name)
    command = next
  }

  private mutating func request() throws(UsageError) -> Request {
    if wantsHelp { return .help(path: path, command) }
    var invocation = Invocation(path: path, command: command, environment: environment)
    var takesFlags = true
    while let word = rest.popFirst() {
      if takesFlags, word == "--" {
        takesFlags = false
      } else if takesFlags, word.hasPrefix("-"), word != "-" {
        try takeFlag(word, into: &invocation)
      } else {
        invocation.operands.append(word)
        if command.operand?.rest != nil {
          invocation.operands += rest
          rest = []
        }
      }
    }
    guard command.action != nil else { throw error("a command is missing\(namesOfCommands)") }
    try checkCompleteness(of: invocation)
    return .run(invocation)
  }

  private mutating func takeFlag(_ word: String, into invocation: inout Invocation) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let flag = command.flags.first(where: { "--" + $0.name == parts[0] }) else {
      throw unknownFlag(parts[0])
    }
    guard invocation.flags[flag.name] == nil else { throw error("--\(flag.name) is given twice") }
    guard let placeholder = flag.placeholder else {
      guard parts.count == 1 else { throw error("--\(flag.name) takes no value") }
      invocation.flags[flag.name] = ""
      return
    }
    guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty else {
      throw error("--\(flag.name) needs a value: --\(flag.name) \(placeholder)")
    }
    invocation.flags[flag.name] = value
  }

  private func checkCompleteness(of invocation: Invocation) throws(UsageError) {
    let most = command.operand.map { $0.repeats || $0.rest != nil ? Int.max : 1 } ?? 0
    if invocation.operands.count > most {
      throw error("'\(invocation.operands[most])' is one word too many")
    }
    if let operand = command.operand, operand.isRequired, invocation.operands.isEmpty {
      throw error("\(operand.placeholder) is missing: \(operand.help)")
    }
    for flag in command.flags where flag.isRequired && !invocation.hasValue(for: flag) {
      throw error("\(flag.synopsis) is missing")
    }
  }

  /// Whether help is wished for among the flags, wherever it stands: before `--`, and neither as a flag's value nor among
  /// words that are somebody else's.
  private var wantsHelp: Bool {
    var isValue = false
    for word in rest.prefix(while: { $0 != "--" }) {
      if !isValue, word == "--help" || word == "-h" { return true }
      if !isValue, command.operand?.rest != nil, !word.hasPrefix("-") { return false }
      isValue = command.flags.contains { $0.placeholder != nil && "--" + $0.name == word }
    }
    return false
  }

  private func unknownCommand(_ word: String) -> UsageError {
    let suggestion = Suggestion.sentence(for: word, among: command.subcommands.map(\.name))
    let remedy = suggestion.isEmpty ? namesOfCommands : suggestion
    return error("unknown command '\((path.dropFirst() + [word]).joined(separator: " "))'\(remedy)")
  }

  private var namesOfCommands: String {
    "; there are \(command.subcommands.map(\.name).joined(separator: ", "))"
  }

  private func unknownFlag(_ word: String) -> UsageError {
    if let meant = command.subcommand(String(word.drop { $0 == "-" })) {
      return error("unknown flag '\(word)'; did you mean '\((path + [meant.name]).joined(separator: " "))'?")
    }
    let suggestion = Suggestion.sentence(for: word, among: command.flags.map { "--" + $0.name })
    return error("unknown flag '\(word)'\(suggestion)")
  }

  private func error(_ message: String) -> UsageError {
    UsageError(message: message, command: path.joined(separator: " "))
  }
}
