import Gateway

extension Command {
  /// `ctxgw status`
  static let status = Command(
    name: "status",
    summary: "shows how the running gateway and its backends are",
    discussion: """
      The word in front of a backend: ready, unasked (nothing was sent there yet), loading, trying (one request at a time,
      after failures), partly (some of its models are left alone), held (all are), full (what the operator allows it is
      used up), locked (it wants a key), foreign (something else answers) and down. 'ctxgw reset' lets go of what is held.
      """,
    flags: [.json, .config, .listen, .data]
  ) { invocation, surroundings in
    let isForPrograms = try invocation.isSet(.json)
    let report = try await RunningGateway.status(of: try invocation.configurationOrigin().outline())
    if isForPrograms { return .json(report.json) }
    return .output(StatusPage(report: report).text(on: surroundings.canvas))
  }

  /// `ctxgw reset`
  static let reset = Command(
    name: "reset",
    summary: "has the running gateway use again what it leaves alone after failures",
    discussion: """
      Closes the circuit breakers of a backend and its models, or of all, and forgets how long vendors asked to be left
      alone. What the operator allows a backend (resilience.quota) is not touched.
      """,
    operand: Operand(placeholder: "BACKEND", help: "only this one", isRequired: false),
    flags: [.json, .config, .listen, .data]
  ) { invocation, _ in
    let isForPrograms = try invocation.isSet(.json)
    let report = try await RunningGateway.reset(
      invocation.operands.first, of: try invocation.configurationOrigin().outline())
    return isForPrograms ? .json(report.json) : .output(ResetPage(report: report).text)
  }
}
