import Gateway

/// A command as it was typed: which one, about what, with which flags.
struct Invocation: Sendable {
  /// The words that name the command, the program's first.
  let path: [String]
  /// The command.
  let command: Command
  /// What follows that is no flag.
  var operands: [String] = []
  /// The flags that were given; those that take no value have an empty one.
  var flags: [String: String] = [:]
  /// Where flags that were not given are looked up.
  let environment: Environment

  /// The command as it is typed.
  var name: String { path.joined(separator: " ") }

  /// The value of a flag, or of its variable; nil when neither is given.
  func value<Value>(of flag: Flag, _ reading: FlagValue<Value>) throws(UsageError) -> Value? {
    guard let (source, text) = given(flag) else { return nil }
    guard let value = reading.read(text) else {
      let suggestion = Suggestion.sentence(for: text, among: reading.words)
      throw UsageError(
        message: "\(source): expected \(reading.expected), found '\(text)'\(suggestion)", command: name)
    }
    return value
  }

  /// Whether a flag that takes no value is given, or its variable says so.
  func isSet(_ flag: Flag) throws(UsageError) -> Bool {
    if flags[flag.name] != nil { return true }
    return try value(of: flag, .boolean) ?? false
  }

  /// The one operand of a command that requires it.
  var operand: String { operands[0] }

  /// Whether a flag or its variable is given; an empty variable is none, as if it were not set.
  func hasValue(for flag: Flag) -> Bool { given(flag) != nil }

  private func given(_ flag: Flag) -> (source: String, text: String)? {
    if let text = flags[flag.name] { return ("--\(flag.name)", text) }
    guard let variable = flag.variable, let text = environment[variable], !text.isEmpty else { return nil }
    return (variable, text)
  }
}

extension FlagValue where Value == Bool {
  /// What a variable may say for a flag that takes no value.
  static let boolean = FlagValue(expected: "1, true, yes, 0, false or no") { text in
    ["1": true, "true": true, "yes": true, "0": false, "false": false, "no": false][text.lowercased()]
  }
}
