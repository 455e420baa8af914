import Testing
import Wire

@testable import Upstream

/// One thing that a backend may say, and what it means.
struct ErrorCase: CustomTestStringConvertible, Sendable {
  /// The status; nil for what is told inside an answer.
  let status: Int?
  /// The body, or the type and the message.
  let words: String
  let type: String?
  let reason: UpstreamError.Reason

  /// An answer with a status other than 2xx.
  static func sent(_ status: Int, _ body: String, _ reason: UpstreamError.Reason) -> ErrorCase {
    ErrorCase(status: status, words: body, type: nil, reason: reason)
  }

  /// An error in an answer's body.
  static func refused(
    _ status: Int, type: String? = nil, code: String? = nil, _ message: String = "no",
    _ reason: UpstreamError.Reason
  ) -> ErrorCase {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("error")
    writer.beginObject()
    if let type { writer.field("type", type) }
    if let code { writer.field("code", code) }
    writer.field("message", message)
    writer.endObject()
    writer.endObject()
    return .sent(status, String(decoding: writer.bytes, as: UTF8.self), reason)
  }

  /// A failure told inside an answer with a good status.
  static func told(_ type: String?, _ message: String = "no", _ reason: UpstreamError.Reason) -> ErrorCase {
    ErrorCase(status: nil, words: message, type: type, reason: reason)
  }

  var testDescription: String { "\(status.map(String.init) ?? "told") \(type ?? "") \(words)" }

  var error: UpstreamError {
    guard let status else { return UpstreamError(toldInStream: type, message: words) }
    return UpstreamError(status: status, fields: HTTPFields(), body: Array(words.utf8))
  }
}

@Suite("The table of errors")
struct ErrorTableTests {
  private static let overflow = UpstreamError.Reason.contextOverflow(prompt: nil, limit: nil)

  @Test("a vendor's code or type decides, whatever the status", arguments: byCode)
  func codes(_ row: ErrorCase) { #expect(row.error.reason == row.reason) }

  private static let byCode: [ErrorCase] = [
    // An empty account, or a limit for a long time.
    .refused(429, type: "insufficient_quota", .quotaExhausted),
    .refused(429, code: "credit_balance_exhausted", .quotaExhausted),
    .refused(402, type: "billing_error", .quotaExhausted),
    .refused(403, type: "billing_error", .quotaExhausted),
    .refused(403, type: "exceeded_current_quota_error", .quotaExhausted),
    .refused(429, type: "exceeded_current_quota_error", .quotaExhausted),
    .refused(403, code: "quota_exceeded", .quotaExhausted), .refused(400, code: "Arrearage", .quotaExhausted),
    .refused(400, code: "enforced_spend_limit_reached", .quotaExhausted),
    .refused(429, code: "1113", .quotaExhausted), .refused(429, code: "1304", .quotaExhausted),
    .refused(429, code: "1308", .quotaExhausted), .refused(429, code: "1309", .quotaExhausted),
    .refused(429, code: "1310", .quotaExhausted), .told("1308", .quotaExhausted),
    .told("1008", "insufficient balance", .quotaExhausted), .told("2056", .quotaExhausted),
    // Too many in too short a time.
    .refused(400, type: "rate_limit_error", .rateLimited),
    .refused(400, code: "rate_limit_exceeded", .rateLimited),
    .refused(400, type: "rate_limit_reached_error", .rateLimited),
    .refused(400, type: "rate_limited", .rateLimited),
    .sent(400, #"{"error":{"code":400,"status":"RESOURCE_EXHAUSTED","message":"no"}}"#, .rateLimited),
    .refused(429, code: "1302", .rateLimited), .refused(429, code: "1303", .rateLimited),
    .refused(429, code: "1313", .rateLimited), .refused(429, code: "1314", .rateLimited),
    .refused(429, code: "1321", .rateLimited), .told("1002", .rateLimited),
    .told("rate_limit_error", .rateLimited),
    .refused(400, code: "Throttling.RateQuota", .rateLimited),
    .refused(400, code: "Throttling", .rateLimited),
    .refused(400, code: "Throttling.AllocationQuota", .rateLimited),
    .refused(400, code: "limit_requests", .rateLimited), .told("1041", .rateLimited),
    .told("2045", .rateLimited),
    .sent(
      402,
      #"{"error":{"code":402,"message":"too many at a time","metadata":{"limit_source":"openrouter_in_flight_budget"}}}"#,
      .rateLimited),
    // Too busy, in the words and under the status of a limit.
    .refused(429, type: "engine_overloaded_error", .overloaded),
    .refused(429, code: "slow_down", .overloaded),
    .refused(429, type: "rate_limit_error", code: "slow_down", .overloaded),
    .refused(429, code: "1305", .overloaded), .refused(429, code: "1312", .overloaded),
    .refused(429, code: "3505", "Service tier capacity exceeded for this model.", .overloaded),
    .refused(400, type: "overloaded_error", .overloaded),
    .refused(400, code: "server_is_overloaded", .overloaded),
    .refused(400, type: "service_unavailable_error", .overloaded),
    .sent(
      503, #"{"error":{"code":503,"status":"UNAVAILABLE","message":"The model is overloaded"}}"#, .overloaded),
    .told("overloaded_error", "Overloaded", .overloaded), .told("server_is_overloaded", .overloaded),
    // Too long.
    .refused(400, code: "context_length_exceeded", overflow),
    .refused(500, type: "exceed_context_size_error", overflow),
    .refused(400, code: "model_max_prompt_tokens_exceeded", overflow), .refused(400, code: "1261", overflow),
    .told("1039", overflow), .told("context_length_exceeded", overflow),
    // The key.
    .refused(401, type: "authentication_error", .authentication),
    .refused(400, code: "invalid_api_key", .authentication),
    .refused(403, type: "permission_error", .authentication), .refused(401, code: "1000", .authentication),
    .refused(401, code: "1001", .authentication), .refused(401, code: "1002", .authentication),
    .refused(401, code: "1003", .authentication), .refused(400, code: "1004", .authentication),
    .refused(429, code: "1220", .authentication), .refused(429, code: "1311", .authentication),
    .told("1004", .authentication), .told("2049", "invalid api key", .authentication),
    .refused(400, type: "invalid_authentication_error", .authentication),
    .refused(400, type: "incorrect_api_key_error", .authentication),
    .sent(403, #"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"no"}}"#, .authentication),
    .sent(401, #"{"error":{"code":401,"status":"UNAUTHENTICATED","message":"no"}}"#, .authentication),
    // The model.
    .refused(400, code: "model_not_found", .modelNotFound),
    .refused(400, type: "not_found_error", .modelNotFound),
    .refused(400, code: "model_not_supported", .modelNotFound), .refused(400, code: "1211", .modelNotFound),
    .sent(404, #"{"error":{"code":404,"status":"NOT_FOUND","message":"no"}}"#, .modelNotFound),
    // The filter.
    .refused(400, type: "content_filter", .contentFiltered),
    .refused(400, code: "data_inspection_failed", .contentFiltered),
    .refused(400, code: "1301", .contentFiltered), .told("1026", .contentFiltered),
    .told("1027", .contentFiltered),
    .sent(
      403, #"{"error":{"code":403,"message":"no","metadata":{"reasons":["x"],"flagged_input":"y"}}}"#,
      .contentFiltered),
    // The server's own faults.
    .sent(500, #"{"error":{"code":500,"status":"INTERNAL","message":"no"}}"#, .unavailable),
    .sent(504, #"{"error":{"code":504,"status":"DEADLINE_EXCEEDED","message":"no"}}"#, .unavailable),
    .told("1000", .unavailable), .told("1001", .unavailable), .told("1013", .unavailable),
    .told("1024", .unavailable), .told("1033", .unavailable), .told("api_error", .unavailable),
    .told("server_error", .unavailable), .told("timeout_error", .unavailable),
    // The request's.
    .refused(400, code: "1210", .invalidRequest), .refused(400, code: "1214", .invalidRequest),
    .refused(500, type: "invalid_request_error", "jinja exception", .invalidRequest),
    .told("2013", .invalidRequest),
    .told("invalid_request_error", .invalidRequest),
  ]

  @Test("a status decides where no code does", arguments: byStatus)
  func statuses(_ row: ErrorCase) { #expect(row.error.reason == row.reason) }

  private static let byStatus: [ErrorCase] = [
    .sent(400, "{}", .invalidRequest), .sent(401, "{}", .authentication), .sent(402, "{}", .quotaExhausted),
    .sent(403, "{}", .authentication), .sent(404, "{}", .modelNotFound), .sent(405, "{}", .invalidRequest),
    .sent(408, "{}", .unavailable), .sent(409, "{}", .unavailable), .sent(413, "{}", .tooManyBytes),
    .sent(415, "{}", .invalidRequest), .sent(421, "Misdirected Request", .unavailable),
    .sent(422, "{}", .invalidRequest), .sent(425, "{}", .unavailable), .sent(429, "{}", .rateLimited),
    .sent(429, #"{"status":429,"title":"Too Many Requests"}"#, .rateLimited), .sent(500, "{}", .unavailable),
    .sent(502, "{}", .unavailable), .sent(503, "{}", .overloaded), .sent(504, "{}", .unavailable),
    .sent(520, "<html>", .unavailable), .sent(524, "<html>", .unavailable), .sent(529, "{}", .overloaded),
    .sent(307, "", .notAnAnswer), .told("429", .rateLimited), .told("502", .unavailable),
    .told("503", .overloaded), .told("402", .quotaExhausted), .told("404", .modelNotFound),
    .told("401", .authentication), .told("error", "the backend ended its answer with an error", .streamCut),
    .told("network_error", "the backend lost its own connection", .streamCut), .told(nil, .streamCut),
  ]

  @Test("words decide where neither code nor status does", arguments: byWords)
  func words(_ row: ErrorCase) { #expect(row.error.reason == row.reason) }

  private static let byWords: [ErrorCase] = [
    .refused(400, "Your credit balance is too low to access the API", .quotaExhausted),
    .refused(400, "Insufficient balance", .quotaExhausted),
    .refused(400, "You have reached your specified API usage limits.", .quotaExhausted),
    .refused(403, "You've reached your usage limit for this period", .quotaExhausted),
    .refused(400, "Rate limit reached for m", .rateLimited),
    .refused(400, "Limit 10, TPM reached", .rateLimited),
    .refused(400, "above your RPM", .rateLimited), .refused(500, "Too many requests", .rateLimited),
    .refused(400, "Request was throttled", .rateLimited), .told(nil, "rate limit", .rateLimited),
    .error(
      413, "Request too large for model m on tokens per minute (TPM): Limit 6000, Requested 9000", overflow),
    .refused(413, type: "request_too_large", "Request exceeds the maximum size", .tooManyBytes),
    .refused(500, "server busy, please try again.  maximum pending requests exceeded", .overloaded),
    .refused(500, "The engine is currently at capacity", .overloaded),
    .refused(500, "This model is currently experiencing high demand", .overloaded),
    .refused(503, type: "unavailable_error", code: "503", "Loading model", .loading),
    .told(nil, "Loading model", .loading), .refused(500, "llm server loading model", .loading),
    .refused(503, "Model m is currently loading", .loading),
    .refused(400, "API key not valid: API_KEY_INVALID", .authentication),
    .refused(400, "You are not authorized", .authentication),
    .refused(403, "only available for Coding Agents", .authentication),
    .refused(400, "The model `m` does not exist", .modelNotFound),
    .refused(400, "model 'm' not found", .modelNotFound),
    .refused(400, "model \"m\" not found, try pulling it first", .modelNotFound),
    .refused(400, "The requested model is not supported.", .modelNotFound),
    .refused(404, "No endpoints found that support tool use", .modelNotFound),
    .refused(400, "violates our content policy", .contentFiltered),
    .refused(400, "blocked by moderation", .contentFiltered),
    .refused(400, "the input is sensitive", .contentFiltered),
    .refused(500, "Conversation roles must alternate user/assistant", .invalidRequest),
    .refused(500, "This chat template does not do that", .invalidRequest),
    .refused(400, "registry.ollama.ai/library/m does not support tools", .invalidRequest),
    .refused(500, "model runner has unexpectedly stopped", .unavailable),
    .refused(400, "string too long: maximum context length of user is 64", .invalidRequest),
    .refused(400, "limits are insensitive", .invalidRequest),
    .refused(400, "the capacityfactor is unknown", .invalidRequest),
  ]

  @Test("every sentence that speaks of an overflow is understood as one", arguments: overflows)
  func overflows(_ words: String) {
    for error in [
      ErrorCase.refused(400, words, Self.overflow).error, ErrorCase.refused(500, words, Self.overflow).error,
      ErrorCase.told(nil, words, Self.overflow).error,
    ] {
      guard case .contextOverflow = error.reason else {
        Issue.record("\(error.reason)")
        continue
      }
    }
  }

  private static let overflows = [
    "context_length_exceeded", "maximum context length", "prompt is too long", "exceed context limit",
    "input is too long", "input too long", "exceeds the available context size", "exceed_context_size_error",
    "exceeded model token limit", "model_max_prompt_tokens_exceeded", "prompt token count of 9",
    "exceeds the maximum number of tokens allowed", "is longer than the model's context length",
    "requested token count exceeds", "input tokens exceed the configured limit", "exceeds the context window",
    "context window exceeds limit", "exceed model maximum", "too large for model with",
    "Range of input length should be [1, 9]", "Input token length too long",
    "number of tokens to keep from the initial prompt",
    "Trying to keep the first 9 tokens when context the overflows", "Context size has been exceeded",
    "the input length exceeds the context length", "prompt is longer than the context length",
    "exceeds the model's maximum context length", "model_context_window_exceeded",
    "This model's maximum prompt length is 9", "Current length is 9 while limit is 8",
    "Please reduce the length of the messages", "`inputs` tokens + `max_new_tokens` must be <= 9",
    "maximum input length is 9",
  ]
}
