/// Which failure a report tells of: the rules, in their order.
///
/// A vendor's own code decides before the status, since some send 429 for an empty account and 500 for a bad request;
/// the words of a rate limit decide before those of an overflow, since both speak of tokens.
enum ErrorTable {
  /// The kind of failure.
  static func reason(of report: ErrorReport) -> UpstreamError.Reason {
    if report.bears(tooManyForTheBalance) { return .rateLimited }
    if report.bears(quota) { return .quotaExhausted }
    if report.bears(notInPlan) || report.isOfRefusedKey { return .authentication }
    if report.bears(busyInWordsOfALimit) { return .overloaded }
    if report.bears(tooLargeForALimit) { return .contextOverflow(prompt: nil, limit: nil) }
    if report.bears(rate) { return .rateLimited }
    if isOverflow(report) {
      let said = OverflowFigures(in: report.text)
      return .contextOverflow(
        prompt: report.figures.prompt ?? said.prompt, limit: report.figures.limit ?? said.limit)
    }
    if report.bears(loading) { return .loading }
    for (marks, reason) in rest where report.bears(marks) { return reason }
    return reasonOfStatus(of: report)
  }

  private static func isOverflow(_ report: ErrorReport) -> Bool {
    if report.bears(overflowLookAlikes) { return false }
    return report.bears(overflow)
  }

  private static func reasonOfStatus(of report: ErrorReport) -> UpstreamError.Reason {
    guard let status = report.status, status >= 300 else {
      return report.bears(serverFault) ? .unavailable : .streamCut
    }
    return switch status {
    // 421: the host that a login's token was good for has changed; 425: sent before TLS was settled.
    case 408, 409, 421, 425, 500..<600: .unavailable
    case 300..<400: .notAnAnswer
    default: .invalidRequest
    }
  }
}

/// The marks of one kind of failure; one of them is enough.
struct ErrorMarks {
  /// Types and codes.
  var codes: Set<String> = []
  /// Statuses.
  var statuses: Set<Int> = []
  /// Words.
  var patterns: [ErrorPattern] = []
}

extension ErrorReport {
  func bears(_ marks: ErrorMarks) -> Bool {
    !codes.isDisjoint(with: marks.codes) || status.map(marks.statuses.contains) ?? false
      || marks.patterns.contains { $0.isFound(in: text) }
  }
}

extension ErrorReport {
  /// Zhipu's codes of a refused key, two of which mean something else to MiniMax, where there is no status beside them.
  fileprivate var isOfRefusedKey: Bool { status == 401 && !codes.isDisjoint(with: ["1000", "1001", "1002"]) }
}

extension ErrorTable {
  /// More requests at a time than a balance covers, under the status of an empty account (OpenRouter).
  private static let tooManyForTheBalance = ErrorMarks(codes: ["openrouter_in_flight_budget"])

  private static let quota = ErrorMarks(
    codes: [
      "insufficient_quota", "credit_balance_exhausted", "billing_error", "exceeded_current_quota_error",
      "quota_exceeded", "arrearage", "enforced_spend_limit_reached", "1113", "1304", "1308", "1309", "1310",
      "1008", "2056",
    ],
    statuses: [402],
    patterns: ["credit balance is too low", "insufficient balance", "usage limit", "perday"])

  /// A model that the key is not for, under the status of a rate limit (Zhipu).
  private static let notInPlan = ErrorMarks(codes: ["1220", "1311"])

  /// A vendor's overload that speaks of capacity, under the status of a rate limit.
  private static let busyInWordsOfALimit = ErrorMarks(
    codes: ["engine_overloaded_error", "slow_down", "1305", "1312", "3505"],
    patterns: ["service tier capacity exceeded"])

  /// A request larger than what a minute allows will never pass, however long one waits.
  private static let tooLargeForALimit = ErrorMarks(
    patterns: [.all(["request too large", "tokens per minute"]), .all(["request too large", "tpm"])])

  private static let rate = ErrorMarks(
    codes: [
      "rate_limit_error", "rate_limit_exceeded", "rate_limit_reached_error", "rate_limited",
      "resource_exhausted", "limit_requests", "throttling", "throttling.ratequota",
      "throttling.allocationquota", "throttling.burstrate", "1041", "2045",
      "1302", "1303", "1313", "1314", "1315", "1316", "1317", "1318", "1319", "1320", "1321", "1002",
    ],
    statuses: [429],
    patterns: [
      "rate limit", "tokens per minute", .word("tpm"), .word("rpm"), "too many requests", "throttl",
    ])

  private static let overflow = ErrorMarks(
    codes: [
      "context_length_exceeded", "exceed_context_size_error", "model_max_prompt_tokens_exceeded", "1261",
      "1039",
    ],
    patterns: [
      "context_length_exceeded", "maximum context length", "prompt is too long", "exceed context limit",
      "input is too long", "input too long", "exceeds the available context size",
      "exceed_context_size_error",
      "exceeded model token limit", "model_max_prompt_tokens_exceeded", "prompt token count of",
      "exceeds the maximum number of tokens allowed", "is longer than the model's context length",
      "requested token count exceeds", "input tokens exceed the configured limit",
      "exceeds the context window",
      "context window exceeds limit", "exceed model maximum", "too large for model with",
      "range of input length should be", "input token length too long",
      "number of tokens to keep from the initial prompt", .all(["keep the first", "context"]),
      "context size has been exceeded", "the input length exceeds the context length",
      "prompt is longer than the context length", "exceeds the model's maximum context length",
      "model_context_window_exceeded", "maximum prompt length is",
      .all(["current length is", "while limit is"]),
      "reduce the length of the messages", .all(["`inputs` tokens", "`max_new_tokens` must be"]),
      "maximum input length is",
    ])

  /// A limit on the answer, or on a name, put in the words of a limit on the prompt.
  private static let overflowLookAlikes = ErrorMarks(
    codes: ["string_above_max_length"],
    patterns: ["maximum allowed number of output tokens", "string too long", "fewer max_tokens"])

  /// llama.cpp's server and what is built on it; servers of Hugging Face.
  private static let loading = ErrorMarks(patterns: [
    "loading model", .all(["model", "is currently loading"]),
  ])

  private static let rest: [(ErrorMarks, UpstreamError.Reason)] = [
    (ErrorMarks(codes: ["request_too_large"], statuses: [413]), .tooManyBytes),
    (
      ErrorMarks(
        codes: ["overloaded_error", "server_is_overloaded", "service_unavailable_error", "unavailable"],
        statuses: [503, 529],
        patterns: [
          "overloaded", "server busy", .word("capacity"), "high demand",
          "requires more system memory",
        ]),
      .overloaded
    ),
    (
      ErrorMarks(
        codes: [
          "authentication_error", "invalid_api_key", "permission_error", "permission_denied",
          "unauthenticated", "api_key_invalid", "failed_precondition", "invalid_authentication_error",
          "incorrect_api_key_error", "1003", "1004", "1005", "2049",
        ],
        statuses: [401],
        patterns: ["api_key_invalid", "invalid api key", "not authorized"]), .authentication
    ),
    (
      ErrorMarks(
        codes: ["content_filter", "flagged_input", "data_inspection_failed", "1301", "1026", "1027"],
        patterns: [
          "content policy", "content_filter", "moderation", "data_inspection_failed", .word("sensitive"),
        ]),
      .contentFiltered
    ),
    (ErrorMarks(statuses: [403]), .authentication),
    (
      ErrorMarks(
        codes: ["model_not_found", "not_found_error", "model_not_supported", "not_found", "1211"],
        statuses: [404],
        patterns: [
          .all(["model", "not found"]), .all(["model", "does not exist"]), .all(["model", "try pulling"]),
          "requested model is not supported", "model not supported",
        ]), .modelNotFound
    ),
    (
      ErrorMarks(codes: ["internal", "deadline_exceeded", "1000", "1001", "1013", "1024", "1033"]),
      .unavailable
    ),
    // Template errors of llama.cpp come as a fault of the server and will come again.
    (
      ErrorMarks(
        codes: [
          "invalid_request_error", "1210", "1212", "1213", "1214", "1215", "1221", "1222", "2013",
        ],
        patterns: [
          .word("jinja"), "chat template", "for this template", "roles must alternate",
          "system message must be at",
        ]
      ), .invalidRequest
    ),
  ]

  /// A fault of the server's that it tells inside an answer, where no status says so.
  private static let serverFault = ErrorMarks(codes: [
    "api_error", "server_error", "internal_error", "internal_server_error", "timeout_error",
  ])
}
