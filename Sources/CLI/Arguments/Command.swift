import Gateway

/// A command: what it is called, what it takes, what it does.
struct Command: Sendable {
  /// Something a command is about, such as a session's id.
  struct Operand: Sendable {
    /// What it is called in help texts.
    let placeholder: String
    /// What it is.
    let help: String
    /// Whether the command cannot do without it.
    var isRequired = true
    /// Whether several may follow one another.
    var repeats = false
    /// What the words behind the first one are called, which are taken as they are, whatever they look like; nil where
    /// flags may still follow.
    var rest: String?
  }

  /// What a command does; throws `UsageError` or any error whose description tells an operator why it failed.
  typealias Action = @Sendable (Invocation, Surroundings) async throws -> CommandResult

  /// The word it is called by.
  let name: String
  /// What it does, in a line.
  let summary: String
  /// More about it, for its help page.
  var discussion = ""
  /// What it is about.
  var operand: Operand?
  /// The flags it takes.
  var flags: [Flag] = []
  /// The commands below it.
  var subcommands: [Command] = []
  /// The command below it that is meant when none is named.
  var defaultSubcommand: String?
  /// What it does; nil for one that only groups others.
  var action: Action?

  /// The command below this one that a word names.
  func subcommand(_ name: String) -> Command? {
    subcommands.first { $0.name == name }
  }
}

/// What comes of a command.
enum CommandResult: Sendable, Equatable {
  /// Bytes for the standard output.
  case output([UInt8])
  /// Bytes for the standard output, and a word about them for the standard error.
  case outputWithRemarks([UInt8], remarks: [UInt8])
  /// The gateway is to be started, and to run until it is stopped; where its configuration comes from may change meanwhile.
  case serve(Configuration, from: ConfigurationOrigin)
  /// A client is to be started, and waited for.
  case client(ClientSession)
  /// Bytes for the standard output, and whether all is well; if not, the program ends with status 1.
  case verdict([UInt8], isGood: Bool)

  static func output(_ text: String) -> CommandResult { .output(Array(text.utf8)) }

  /// JSON for the standard output, on a line of its own.
  static func json(_ bytes: [UInt8]) -> CommandResult { .output(bytes + [UInt8(ascii: "\n")]) }
}
