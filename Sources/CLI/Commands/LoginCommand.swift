import Gateway

extension Command {
  /// `ctxgw login`
  static let login = Command(
    name: "login",
    summary: "signs in at a vendor that takes no key",
    discussion: """
      For GitHub Copilot (kinds copilot, copilot-responses, copilot-anthropic), whose API is not a public one: use it at
      your own risk. The login is kept beside the store, readable by you alone.
      """,
    operand: Operand(placeholder: "VENDOR", help: "copilot"),
    flags: [.config, .data]
  ) { invocation, _ in
    let login = try DeviceLogin(
      invocation.operand, configuration: try invocation.configuration(), environment: invocation.environment)
    try await login.run { _ = try? StandardStream.error.write(Array($0.utf8)) }
    return .output("")
  }
}
