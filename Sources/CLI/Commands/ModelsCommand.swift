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

extension Flag {
  static let model = Flag(
    "model", "NAME", help: "the model it is to use (the client's own, or the one that is loaded)")
}

extension Invocation {
  /// The models of the configuration this command line asks for.
  func inventory() throws -> Inventory {
    Inventory(try configuration(), data: try dataDirectory())
  }

  /// A client's name among the operands.
  func client() throws(UsageError) -> ClientProgram {
    guard let client = ClientProgram(rawValue: operand) else {
      let words = ClientProgram.allCases.map(\.rawValue)
      throw UsageError(
        message: "expected one of \(words.joined(separator: ", ")), found '\(operand)'"
          + Suggestion.sentence(for: operand, among: words), command: name)
    }
    return client
  }
}
