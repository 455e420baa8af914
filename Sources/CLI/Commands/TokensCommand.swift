import Gateway

extension Command {
  /// `ctxgw tokens`
  static let tokens = Command(
    name: "tokens",
    summary: "counts the tokens of a request or a text as a model reads it",
    discussion: """
      The body of a request to Anthropic's Messages API is counted by part, anything else as one text. The last lines
      say by which vocabulary or estimate, and how the model was found in the table. Nothing is sent anywhere.
      """,
    operand: Operand(placeholder: "FILE", help: "the file, or - for the standard input"),
    flags: [model, .json, .data]
  ) { invocation, surroundings in
    guard let name = try invocation.value(of: model, .text) else {
      preconditionFailure("the parser requires a model")
    }
    let isForPrograms = try invocation.isSet(.json)
    let directory = try invocation.dataDirectory()
    let report = try TokenReport.make(
      of: try TokenInput.read(invocation.operand), from: invocation.operand, model: name, data: directory)
    if isForPrograms { return .json(report.json) }
    return .output(TokenPage(report: report).text(on: surroundings.canvas))
  }

  private static let model = Flag("model", "NAME", isRequired: true, help: "the model, as a client names it")
}
