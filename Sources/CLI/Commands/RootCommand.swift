import Gateway

extension Command {
  /// `ctxgw`
  static let root: Command = Command(
    name: "ctxgw",
    summary: "a local-first gateway between coding agents and models",
    discussion: "Every flag can be given as a variable too; 'ctxgw COMMAND --help' names them.",
    subcommands: [
      serve, run, env, models, doctor, login, token, sessions, usage, status, reset, route, policies, fit,
      tokens, version, help,
    ])

  private static let version = Command(name: "version", summary: "prints the version") { _, _ in
    .output("ctxgw \(Version.current)\n")
  }

  private static let help: Command = Command(
    name: "help", summary: "explains a command",
    operand: Operand(placeholder: "COMMAND", help: "the command's words", isRequired: false, repeats: true)
  ) { invocation, surroundings in
    let request = try ArgumentParser.parse(
      invocation.operands + ["--help"], root: root, environment: surroundings.environment)
    guard case .help(let path, let command) = request else {
      preconditionFailure("words that end in --help ask for help")
    }
    return .output(HelpPage(path: path, command: command).text)
  }
}
