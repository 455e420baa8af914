import Gateway

extension Command {
  /// `ctxgw run`
  static let run = Command(
    name: "run",
    summary: "starts a client that speaks to the gateway",
    discussion: """
      Starts the client with what 'ctxgw env' prints for it, and the gateway if none runs; that one ends with the client,
      and says what it has to say in gateway.log beside the database. What follows CLIENT goes to it as it is. Signals are
      passed on, and the client's status is this program's.
      """,
    operand: Operand(
      placeholder: "CLIENT", help: "claude, codex, aider, opencode or ollama, and its own words", rest: "ARGS"
    ),
    flags: [.model, .config, .listen, .database, .data]
  ) { invocation, _ in
    let program = try invocation.client()
    guard program.command != nil else {
      throw UsageError(
        message:
          "\(program.rawValue) is not started from here; ctxgw env \(program.rawValue) says what it needs",
        command: invocation.name)
    }
    return .client(
      ClientSession(
        program: program, arguments: Array(invocation.operands.dropFirst()),
        model: try invocation.value(of: .model, .text), gatewayFlags: invocation.gatewayFlags,
        configuration: try invocation.configuration(), data: try invocation.dataDirectory()))
  }
}

extension Invocation {
  /// The flags of this command line that a gateway takes too; what is said by variables it inherits.
  fileprivate var gatewayFlags: [String] {
    [Flag.config, .listen, .database, .data].flatMap { flag in
      flags[flag.name].map { ["--\(flag.name)", $0] } ?? []
    }
  }
}
