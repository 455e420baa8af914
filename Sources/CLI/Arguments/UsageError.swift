/// Something wrong with how a command was typed; the program ends with status 2.
struct UsageError: Error, Equatable {
  /// What is wrong.
  let message: String
  /// The command whose help tells more, as it is typed.
  let command: String

  /// The message and where to read on.
  var description: String {
    "\(message)\nRun '\(command) --help' for what it takes."
  }
}
