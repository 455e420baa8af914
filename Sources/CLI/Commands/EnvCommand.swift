import Gateway

extension Command {
  /// `ctxgw env`
  static let env = Command(
    name: "env",
    summary: "prints what a client needs to speak to the gateway",
    discussion: """
      For claude, aider, openai and ollama, lines for a POSIX shell: eval "$(ctxgw env claude)". For codex and opencode,
      what belongs into their configuration; for vscode and jetbrains, what to do in their settings. With --model all of a
      client's requests go to that model, and the client is told of a window in which its own compaction does not get in
      the way of the gateway's. Without it Claude Code keeps its own models and login; the others get the one that is
      loaded.
      """,
    operand: Operand(
      placeholder: "CLIENT", help: ClientProgram.allCases.map(\.rawValue).joined(separator: ", ")),
    flags: [.model, .config, .listen, .data]
  ) { invocation, _ in
    let program = try invocation.client()
    let name = try invocation.value(of: .model, .text)
    let configuration = try invocation.configuration()
    let choice = try await ModelChoice.of(name, for: program, in: try invocation.inventory())
    return .output(choice.setup(program, at: ClientConnection(configuration)).page)
  }
}
