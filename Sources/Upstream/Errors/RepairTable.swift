/// Which repair a failure calls for: the rules, in their order. What is not in the table is not repaired.
enum RepairTable {
  /// The repair that may help.
  ///
  /// - Parameter text: everything the backend said, as it came.
  static func repair(for text: String) -> RequestRepair? {
    let words = text.lowercased()
    if let rule = history.first(where: { $0.isMet(by: words) }) { return rule.repair }
    if let limit = OutputLimitFigure.repair(in: words) { return limit }
    if let rule = parameters.first(where: { $0.isMet(by: words) }) { return rule.repair }
    return RefusedField.path(in: text).map { .dropField($0) }
  }

  /// Marks that are all to be found in what a backend said, in lower case, and the repair they call for; nil where none
  /// helps.
  private struct Row {
    let marks: [ErrorPattern]
    let repair: RequestRepair?

    init(_ marks: ErrorPattern..., gives repair: RequestRepair?) {
      self.marks = marks
      self.repair = repair
    }

    func isMet(by words: String) -> Bool { marks.allSatisfy { $0.isFound(in: words) } }
  }

  /// A word for a refusal.
  private static let refused = ErrorPattern.any([
    "unsupported", "not support", "unknown", "unrecognized", "unexpected", "not permitted", "not allowed",
    "invalid", "extra inputs", "extra_forbidden", "only the default", "cannot", "deprecated", "may only",
    "must be", "not available",
  ])

  /// What is wrong with the messages.
  private static let history = [
    Row(.any(["tool_use_failed", "malformed_function_call", "failed to call a function"]), gives: .retry),
    Row(.any(["does not support tools", "enable-auto-tool-choice"]), gives: nil),
    Row("expected `thinking` or `redacted_thinking`", gives: .stopThinking(forGood: false)),
    Row(.all(["invalid `signature`", "thinking"]), gives: .dropReasoning(forGood: false)),
    Row(.all(["invalid signature", "thinking"]), gives: .dropReasoning(forGood: false)),
    Row(
      .any([
        "bound to a different conversation", "blocks in the latest assistant message cannot be modified",
        "must contain thinking", "encrypted content could not be", "invalid_encrypted_content",
      ]), gives: .dropReasoning(forGood: false)),
    Row(
      .any([
        "missing a thought_signature", "thought signature is not valid", "corrupted thought signature",
      ]),
      gives: .replaceThoughtSignatures),
    Row(
      "reasoning_content", .any(["must be passed back", "is missing", "is required"]), gives: .giveReasoning),
    Row("reasoning_content", refused, gives: .dropReasoning(forGood: true)),
    Row("does not support thinking", gives: .stopThinking(forGood: true)),
    Row(
      .any([
        "ids were found without", "unexpected `tool_use_id`", "unexpected tool_use_id",
        "did not have response messages", "must be followed by tool messages",
        "must be a response to a pre", "no tool output found for function call",
        "no tool call found for function call output",
      ]), gives: .pairCalls),
    Row(
      .any([
        "roles must alternate", "system message must be at", "unexpected role", "after the optional system",
      ]),
      gives: .mergeRoles),
    Row(
      .any(["must be non-empty", "must have non-empty content", "must contain non-whitespace text"]),
      "content",
      gives: .fillEmptyContent),
    Row("only support stream", gives: .stream),
    Row(
      .any(["image", "vision", "mmproj"]),
      .any([
        "not support", "unsupported", "no endpoints found that support", "unknown variant",
        "only supported by",
        "mmproj", "does not accept",
      ]), gives: .describeImages),
  ]

  /// What is wrong with the rest.
  private static let parameters = [
    Row(
      .any(["max_completion_tokens"]), .any(["'max_tokens'", "`max_tokens`"]), refused,
      gives: .renameField(from: "max_tokens", to: "max_completion_tokens")),
    Row(
      "max_completion_tokens", refused, gives: .renameField(from: "max_completion_tokens", to: "max_tokens")),
    Row("cache_control", refused, gives: .dropCacheMarks),
    Row("stream_options", refused, gives: .dropField(["stream_options"])),
    Row(.any(["tool_choice", "tool choice", "toolchoice"]), refused, gives: .freeToolChoice),
    Row(
      .any(["temperature", "top_p", "top_k", "topk", "topp", "presence_penalty", "frequency_penalty"]),
      refused,
      gives: .dropSampling),
    Row(
      .any(["function_declarations", "input_schema", "invalid schema for function", "json schema"]),
      gives: .simplifySchemas),
    Row(.any(["additionalproperties", "$ref", "$schema", "$defs"]), refused, gives: .simplifySchemas),
    Row("parameters", "invalid_argument", gives: .simplifySchemas),
  ]
}

extension UpstreamError {
  /// How the request could be repaired that met with this failure; nil where it could not, or is not at fault.
  public var repair: RequestRepair? {
    switch reason {
    case .invalidRequest, .contextOverflow, .modelNotFound, .contentFiltered, .streamCut, .quotaExhausted,
      .unavailable:
      RepairTable.repair(for: text)
    case .rateLimited, .overloaded, .loading, .tooManyBytes, .authentication, .notLocal, .timedOut,
      .emptyResponse, .notAnAnswer, .cancelled:
      nil
    }
  }
}
