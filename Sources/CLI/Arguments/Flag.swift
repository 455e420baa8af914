/// A flag of a command: `--name`, or `--name VALUE`, and the variable that stands in for it.
struct Flag: Sendable, Equatable {
  /// The name without dashes.
  let name: String
  /// What the value is called in help texts; nil for a flag that takes none.
  let placeholder: String?
  /// What it does, with its default in brackets.
  let help: String
  /// Whether a command cannot do without it.
  let isRequired: Bool
  /// Whether a variable stands in for it.
  let hasVariable: Bool

  init(
    _ name: String, _ placeholder: String? = nil, isRequired: Bool = false, hasVariable: Bool = true,
    help: String
  ) {
    self.name = name
    self.placeholder = placeholder
    self.isRequired = isRequired
    self.hasVariable = hasVariable
    self.help = help
  }

  /// The environment variable that is read when the flag is not given: `--older-than` is `CTXGW_OLDER_THAN`. Nil for a flag
  /// that has none.
  var variable: String? {
    guard hasVariable else { return nil }
    return "CTXGW_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// The flag as it is typed, with its placeholder.
  var synopsis: String {
    placeholder.map { "--\(name) \($0)" } ?? "--\(name)"
  }
}

/// How the value of a flag is read.
struct FlagValue<Value: Sendable>: Sendable {
  /// What the value should be, to follow "expected".
  let expected: String
  /// The words that are values, where only some words are; one of them may have been meant.
  var words: [String] = []
  /// The value of a text; nil when it is not one.
  let read: @Sendable (String) -> Value?
}
