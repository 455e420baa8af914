import Gateway

extension Command {
  /// `ctxgw route`
  static let route = Command(
    name: "route",
    summary: "tells where a request would go, and why",
    discussion: """
      Reads, classifies, routes and plans the body of a request as the gateway would for a client with a key of its own,
      and sends it nowhere. Backends are only asked what they offer.
      """,
    operand: Operand(placeholder: "FILE", help: "the body, or - for the standard input"),
    flags: [dialect, .policy, .json, .config, .data]
  ) { invocation, surroundings in
    let report = try await RouteReport.make(
      of: try TokenInput.read(invocation.operand), from: invocation.operand,
      in: try invocation.value(of: dialect, .word) ?? RouteReport.Dialect.anthropic,
      try invocation.configuration(), data: try invocation.dataDirectory())
    if try invocation.isSet(.json) { return .json(report.json) }
    let page = RoutePage(report: report).text(on: surroundings.canvas)
    return .verdict(Array(page.utf8), isGood: report.failure == nil)
  }

  private static let dialect = Flag(
    "dialect", "NAME", help: "anthropic, openai, responses or ollama (anthropic)")
}
