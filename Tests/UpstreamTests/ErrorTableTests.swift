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
  static func sent(_ status: Int, _ body: String, is reason: UpstreamError.Reason) -> ErrorCase {
    ErrorCase(status: status, words: body, type: nil, reason: reason)
  }

  /// An error in an answer's body.
  static func refused(
    _ status: Int, type: String? = nil, code: String? = nil, _ message: String = "no",
    is reason: UpstreamError.Reason
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
    return .sent(status, String(decoding: writer.bytes, as: UTF8.self), is: reason)
  }

  /// A failure told inside an answer with a good status.
  static func told(_ type: String?, _ message: String = "no", is reason: UpstreamError.Reason) -> ErrorCase {
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
    .refused(429, type: "insufficient_quota", is: .quotaExhausted),
    .refused(429, code: "credit_balance_exhausted", is: .quotaExhausted),
    .refused(402, type: "billing_error", is: .quotaExhausted),
    .refused(403, type: "billing_error", is: .quotaExhausted),
    .refused(403, type: "exceeded_current_quota_error", is: .quotaExhausted),
    .refused(429, type: "exceeded_current_quota_error", is: .quotaExhausted),
    .refused(403, code: "quota_exceeded", is: .quotaExhausted),
    .refused(400, code: "Arrearage", is: .quotaExhausted),
    .refused(400, code: "enforced_spend_limit_reached", is: .quotaExhausted),
    .refused(429, code: "1113", is: .quotaExhausted), .refused(429, code: "1304", is: .quotaExhausted),
    .refused(429, code: "1308", is: .quotaExhausted), .refused(429, code: "1309", is: .quotaExhausted),
    .refused(429, code: "1310", is: .quotaExhausted), .told("1308", is: .quotaExhausted),
    .told("1008", "insufficient balance", is: .quotaExhausted), .told("2056", is: .quotaExhausted),
    // Too many in too short a time.
    .refused(400, type: "rate_limit_error", is: .rateLimited),
    .refused(400, code: "rate_limit_exceeded", is: .rateLimited),
    .refused(400, type: "rate_limit_reached_error", is: .rateLimited),
    .refused(400, type: "rate_limited", is: .rateLimited),
    .sent(400, #"{"error":{"code":400,"status":"RESOURCE_EXHAUSTED","message":"no"}}"#, is: .rateLimited),
    .refused(429, code: "1302", is: .rateLimited), .refused(429, code: "1303", is: .rateLimited),
    .refused(429, code: "1313", is: .rateLimited), .refused(429, code: "1314", is: .rateLimited),
    .refused(429, code: "1321", is: .rateLimited), .told("1002", is: .rateLimited),
    .told("rate_limit_error", is: .rateLimited),
    .refused(400, code: "Throttling.RateQuota", is: .rateLimited),
    .refused(400, code: "Throttling", is: .rateLimited),
    .refused(400, code: "Throttling.AllocationQuota", is: .rateLimited),
    .refused(400, code: "limit_requests", is: .rateLimited), .told("1041", is: .rateLimited),
    .told("2045", is: .rateLimited),
    .sent(
      402,
      #"{"error":{"code":402,"message":"too many at a time","metadata":{"limit_source":"openrouter_in_flight_budget"}}}"#,
      is: .rateLimited),
    // Too busy, in the words and under the status of a limit.
    .refused(429, type: "engine_overloaded_error", is: .overloaded),
    .refused(429, code: "slow_down", is: .overloaded),
    .refused(429, type: "rate_limit_error", code: "slow_down", is: .overloaded),
    .refused(429, code: "1305", is: .overloaded), .refused(429, code: "1312", is: .overloaded),
    .refused(429, code: "3505", "Service tier capacity exceeded for this model.", is: .overloaded),
    .refused(400, type: "overloaded_error", is: .overloaded),
    .refused(400, code: "server_is_overloaded", is: .overloaded),
    .refused(400, type: "service_unavailable_error", is: .overloaded),
    .sent(
      503, #"{"error":{"code":503,"status":"UNAVAILABLE","message":"The model is overloaded"}}"#,
      is: .overloaded),
    .told("overloaded_error", "Overloaded", is: .overloaded), .told("server_is_overloaded", is: .overloaded),
    // Too long.
    .refused(400, code: "context_length_exceeded", is: overflow),
    .refused(500, type: "exceed_context_size_error", is: overflow),
    .refused(400, code: "model_max_prompt_tokens_exceeded", is: overflow),
    .refused(400, code: "1261", is: overflow),
    .told("1039", is: overflow), .told("context_length_exceeded", is: overflow),
    // The key.
    .refused(401, type: "authentication_error", is: .authentication),
    .refused(400, code: "invalid_api_key", is: .authentication),
    .refused(403, type: "permission_error", is: .authentication),
    .refused(401, code: "1000", is: .authentication),
    .refused(401, code: "1001", is: .authentication), .refused(401, code: "1002", is: .authentication),
    .refused(401, code: "1003", is: .authentication), .refused(400, code: "1004", is: .authentication),
    .refused(429, code: "1220", is: .authentication), .refused(429, code: "1311", is: .authentication),
    .told("1004", is: .authentication), .told("2049", "invalid api key", is: .authentication),
    .refused(400, type: "invalid_authentication_error", is: .authentication),
    .refused(400, type: "incorrect_api_key_error", is: .authentication),
    .sent(403, #"{"error":{"code":403,"status":"PERMISSION_DENIED","message":"no"}}"#, is: .authentication),
    .sent(401, #"{"error":{"code":401,"status":"UNAUTHENTICATED","message":"no"}}"#, is: .authentication),
    // The model.
    .refused(400, code: "model_not_found", is: .modelNotFound),
    .refused(400, type: "not_found_error", is: .modelNotFound),
    .refused(400, code: "model_not_supported", is: .modelNotFound),
    .refused(400, code: "1211", is: .modelNotFound),
    .sent(404, #"{"error":{"code":404,"status":"NOT_FOUND","message":"no"}}"#, is: .modelNotFound),
    // The filter.
    .refused(400, type: "content_filter", is: .contentFiltered),
    .refused(400, code: "data_inspection_failed", is: .contentFiltered),
    .refused(400, code: "1301", is: .contentFiltered), .told("1026", is: .contentFiltered),
    .told("1027", is: .contentFiltered),
    .sent(
      403, #"{"error":{"code":403,"message":"no","metadata":{"reasons":["x"],"flagged_input":"y"}}}"#,
      is: .contentFiltered),
    // The server's own faults.
    .sent(500, #"{"error":{"code":500,"status":"INTERNAL","message":"no"}}"#, is: .unavailable),
    .sent(504, #"{"error":{"code":504,"status":"DEADLINE_EXCEEDED","message":"no"}}"#, is: .unavailable),
    .told("1000", is: .unavailable), .told("1001", is: .unavailable), .told("1013", is: .unavailable),
    .told("1024", is: .unavailable), .told("1033", is: .unavailable), .told("api_error", is: .unavailable),
    .told("server_error", is: .unavailable), .told("timeout_error", is: .unavailable),
    // The request's.
    .refused(400, code: "1210", is: .invalidRequest), .refused(400, code: "1214", is: .invalidRequest),
    .refused(500, type: "invalid_request_error", "jinja exception", is: .invalidRequest),
    .told("2013", is: .invalidRequest),
    .told("invalid_request_error", is: .invalidRequest),
  ]

  @Test("a status decides where no code does", arguments: byStatus)
  func statuses(_ row: ErrorCase) { #expect(row.error.reason == row.reason) }

  private static let byStatus: [ErrorCase] = [
    .sent(400, "{}", is: .invalidRequest), .sent(401, "{}", is: .authentication),
    .sent(402, "{}", is: .quotaExhausted),
    .sent(403, "{}", is: .authentication), .sent(404, "{}", is: .modelNotFound),
    .sent(405, "{}", is: .invalidRequest),
    .sent(408, "{}", is: .unavailable), .sent(409, "{}", is: .unavailable),
    .sent(413, "{}", is: .tooManyBytes),
    .sent(415, "{}", is: .invalidRequest), .sent(421, "Misdirected Request", is: .unavailable),
    .sent(422, "{}", is: .invalidRequest), .sent(425, "{}", is: .unavailable),
    .sent(429, "{}", is: .rateLimited),
    .sent(429, #"{"status":429,"title":"Too Many Requests"}"#, is: .rateLimited),
    .sent(500, "{}", is: .unavailable),
    .sent(502, "{}", is: .unavailable), .sent(503, "{}", is: .overloaded), .sent(504, "{}", is: .unavailable),
    .sent(520, "<html>", is: .unavailable), .sent(524, "<html>", is: .unavailable),
    .sent(529, "{}", is: .overloaded),
    .sent(307, "", is: .notAnAnswer), .told("429", is: .rateLimited), .told("502", is: .unavailable),
    .told("503", is: .overloaded), .told("402", is: .quotaExhausted), .told("404", is: .modelNotFound),
    .told("401", is: .authentication),
    .told("error", "the backend ended its answer with an error", is: .streamCut),
    .told("network_error", "the backend lost its own connection", is: .streamCut), .told(nil, is: .streamCut),
  ]

  @Test("words decide where neither code nor status does", arguments: byWords)
  func words(_ row: ErrorCase) { #expect(row.error.reason == row.reason) }

  private static let byWords: [ErrorCase] = [
    .refused(400, "Your credit balance is too low to access the API", is: .quotaExhausted),
    .refused(400, "Insufficient balance", is: .quotaExhausted),
    .refused(400, "You have reached your specified API usage limits.", is: .quotaExhausted),
    .refused(403, "You've reached your usage limit for this period", is: .quotaExhausted),
    .refused(400, "Rate limit reached for m", is: .rateLimited),
    .refused(400, "Limit 10, TPM reached", is: .rateLimited),
    .refused(400, "above your RPM", is: .rateLimited), .refused(500, "Too many requests", is: .rateLimited),
    .refused(400, "Request was throttled", is: .rateLimited), .told(nil, "rate limit", is: .rateLimited),
    .refused(
      413, "Request too large for model m on tokens per minute (TPM): Limit 6000, Requested 9000",
      is: overflow),
    .refused(413, type: "request_too_large", "Request exceeds the maximum size", is: .tooManyBytes),
    .refused(500, "server busy, please try again.  maximum pending requests exceeded", is: .overloaded),
    .refused(500, "The engine is currently at capacity", is: .overloaded),
    .refused(500, "This model is currently experiencing high demand", is: .overloaded),
    .refused(503, type: "unavailable_error", code: "503", "Loading model", is: .loading),
    .told(nil, "Loading model", is: .loading), .refused(500, "llm server loading model", is: .loading),
    .refused(503, "Model m is currently loading", is: .loading),
    .refused(400, "API key not valid: API_KEY_INVALID", is: .authentication),
    .refused(400, "You are not authorized", is: .authentication),
    .refused(403, "only available for Coding Agents", is: .authentication),
    .refused(400, "The model `m` does not exist", is: .modelNotFound),
    .refused(400, "model 'm' not found", is: .modelNotFound),
    .refused(400, "model \"m\" not found, try pulling it first", is: .modelNotFound),
    .refused(400, "The requested model is not supported.", is: .modelNotFound),
    .refused(404, "No endpoints found that support tool use", is: .modelNotFound),
    .refused(400, "violates our content policy", is: .contentFiltered),
    .refused(400, "blocked by moderation", is: .contentFiltered),
    .refused(400, "the input is sensitive", is: .contentFiltered),
    .refused(500, "Conversation roles must alternate user/assistant", is: .invalidRequest),
    .refused(500, "This chat template does not do that", is: .invalidRequest),
    .refused(400, "registry.ollama.ai/library/m does not support tools", is: .invalidRequest),
    .refused(500, "model runner has unexpectedly stopped", is: .unavailable),
    .refused(400, "string too long: maximum context length of user is 64", is: .invalidRequest),
    .refused(400, "limits are insensitive", is: .invalidRequest),
    .refused(400, "the capacityfactor is unknown", is: .invalidRequest),
  ]

  @Test("every sentence that speaks of an overflow is understood as one", arguments: overflowWords)
  func overflows(_ words: String) {
    for error in [
      ErrorCase.refused(400, words, is: Self.overflow).error,
      ErrorCase.refused(500, words, is: Self.overflow).error,
      ErrorCase.told(nil, words, is: Self.overflow).error,
    ] {
      guard case .contextOverflow = error.reason else {
        Issue.record("\(error.reason)")
        continue
      }
    }
  }

  private static let overflowWords = [
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
