import Gateway

extension Command {
  /// `ctxgw serve`
  static let serve = Command(
    name: "serve",
    summary: "starts the gateway",
    discussion: """
      Without a configuration Anthropic is used with the client's own credentials, and whatever local server
      answers on its usual port. Stop it with Ctrl-C. When its configuration changes, it is read again.
      """,
    flags: [.config, .policy, .listen, .database, .data]
  ) { invocation, _ in
    let origin = try invocation.configurationOrigin()
    return .serve(try origin.load(), from: origin)
  }
}
