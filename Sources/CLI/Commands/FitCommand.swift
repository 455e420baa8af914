import Gateway

extension Command {
  /// `ctxgw fit`
  static let fit = Command(
    name: "fit",
    summary: "makes a request fit a window and prints what would be forwarded",
    discussion: """
      Does with the body of a request to Anthropic's Messages API what the gateway would, and sends nothing anywhere. The
      fitted body goes to the standard output, the plan block by block to the standard error; --json makes one object of
      both. With --session-state the requests of a conversation can be fitted one after the other, each going on from the
      one before. How it is cut is up to policy.context in the configuration.
      """,
    operand: Operand(placeholder: "FILE", help: "the body, or - for the standard input"),
    flags: [window, model, sessionState, .json, .config, .data]
  ) { invocation, surroundings in
    guard let tokens = try invocation.value(of: window, .count) else {
      preconditionFailure("the parser requires a window")
    }
    let state = try invocation.value(of: sessionState, .text).map { PrivateFile(path: $0) }
    let report = try FitReport.make(
      of: try TokenInput.read(invocation.operand), from: invocation.operand, window: tokens,
      model: try invocation.value(of: model, .text), state: try state?.contents(),
      settings: try invocation.configuration().policy.context, data: try invocation.dataDirectory())
    try state?.replace(with: report.state)
    if try invocation.isSet(.json) { return .json(report.json) }
    return .outputWithRemarks(
      report.body + [UInt8(ascii: "\n")],
      remarks: Array(PromptBlock(prompt: report.prompt).text(on: surroundings.remarks).utf8))
  }

  private static let window = Flag(
    "window", "N", isRequired: true, help: "the tokens that prompt and answer may take together")
  private static let model = Flag("model", "NAME", help: "the model whose tokens are counted (the request's)")
  private static let sessionState = Flag(
    "session-state", "FILE", help: "keeps the conversation's state from request to request (none)")
}
