import Gateway

extension Command {
  /// `ctxgw models`
  static let models = Command(
    name: "models",
    summary: "lists the models there are, configured and discovered",
    discussion: """
      NAME is what a client asks for; local models go by claude-local-… too, for Claude Code's picker. WINDOW is prompt
      and answer together, and how it is known: loaded (the server says so), configured, table (data/models.json) or
      assumed. Prices are dollars for a million tokens. A running gateway is asked; without one the backends are.
      """,
    flags: [.json, .config, .listen, .data]
  ) { invocation, surroundings in
    let isForPrograms = try invocation.isSet(.json)
    let report = try await invocation.inventory().models()
    if isForPrograms { return .json(report.json) }
    return .output(ModelsPage(report: report).text(on: surroundings.canvas))
  }
}
