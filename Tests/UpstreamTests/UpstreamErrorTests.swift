import Conversations
import Testing
import Wire

@testable import Upstream

@Suite("Upstream errors")
struct UpstreamErrorTests {
  private func reason(_ status: Int, _ body: String) -> UpstreamError.Reason {
    UpstreamError(status: status, fields: HTTPFields(), body: Array(body.utf8)).reason
  }

  @Test(
    "a failure is told by the vendor's own code before its status",
    arguments: [
      (
        429, #"{"error":{"code":"1113","message":"account balance exhausted"}}"#,
        UpstreamError.Reason.quotaExhausted
      ),
      (429, #"{"error":{"code":"1305","message":"try later"}}"#, .overloaded),
      (429, #"{"error":{"code":"1302","message":"too fast"}}"#, .rateLimited),
      (429, #"{"error":{"type":"insufficient_quota","message":"no more"}}"#, .quotaExhausted),
      (429, #"{"error":{"type":"engine_overloaded_error","message":"full"}}"#, .overloaded),
      (400, #"{"error":{"message":"Your credit balance is too low"}}"#, .quotaExhausted),
      (402, "{}", .quotaExhausted),
      (200, #"{"base_resp":{"status_code":1008,"status_msg":"no money"}}"#, .quotaExhausted),
      (200, #"{"base_resp":{"status_code":1004,"status_msg":"no"}}"#, .authentication),
      (200, #"{"base_resp":{"status_code":1027,"status_msg":"no"}}"#, .contentFiltered),
      (
        200, #"{"base_resp":{"status_code":2013,"status_msg":"context window exceeds limit"}}"#,
        .contextOverflow(prompt: nil, limit: nil)
      ),
      (429, #"{"error":{"code":"1317","message":"limit"}}"#, .rateLimited),
      (429, #"{"error":{"code":"1311","message":"not in your plan"}}"#, .authentication),
      (400, #"{"error":{"code":1211,"message":"unknown"}}"#, .modelNotFound),
      (400, #"{"error":{"code":"1301","message":"unsafe"}}"#, .contentFiltered),
      (400, #"{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"region"}}"#, .authentication),
      (
        400,
        #"{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"bad","details":[{"reason":"API_KEY_INVALID"}]}}"#,
        .authentication
      ),
    ])
  func codes(_ status: Int, _ body: String, _ reason: UpstreamError.Reason) {
    #expect(self.reason(status, body) == reason)
  }

  @Test(
    "statuses and words fall into their class",
    arguments: [
      (429, "{}", UpstreamError.Reason.rateLimited),
      (529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .overloaded),
      (503, #"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, .loading),
      (500, #"{"error":"server busy, please try again"}"#, .overloaded),
      (401, #"{"error":{"type":"authentication_error","message":"invalid x-api-key"}}"#, .authentication),
      (403, "forbidden", .authentication),
      (403, #"{"error":{"code":"flagged_input","message":"no"}}"#, .contentFiltered),
      (
        500,
        #"{"error":"model requires more system memory (9.1 GiB) than is available (3.2 GiB)"}"#, .overloaded
      ),
      (
        500,
        #"{"error":"model runner has unexpectedly stopped, this may be due to resource limitations or an internal error"}"#,
        .unavailable
      ),
      (400, #"{"error":"m does not support tools"}"#, .invalidRequest),
      (
        403, #"{"error":{"code":403,"message":"Input was flagged","metadata":{"flagged_input":"x"}}}"#,
        .contentFiltered
      ),
      (404, #"{"error":"model 'x' not found"}"#, .modelNotFound),
      (400, #"{"error":"model \"x\" not found, try pulling it first"}"#, .modelNotFound),
      (413, "", .tooManyBytes), (500, "", .unavailable), (502, "<html>Bad gateway</html>", .unavailable),
      (520, "", .unavailable), (408, "", .unavailable), (302, "", .notAnAnswer),
      (400, #"{"error":{"type":"invalid_request_error","message":"messages: bad"}}"#, .invalidRequest),
      (500, #"{"error":{"message":"System message must be at the beginning. (jinja)"}}"#, .invalidRequest),
      (400, "Unable to generate parser for this template", .invalidRequest), (422, "", .invalidRequest),
    ])
  func classes(_ status: Int, _ body: String, _ reason: UpstreamError.Reason) {
    #expect(self.reason(status, body) == reason)
  }

  @Test(
    "an overflow is recognised in every vendor's words, and its figures are learned",
    arguments: [
      ("prompt is too long: 219898 tokens > 200000 maximum", 219_898, 200_000),
      (
        "input length and `max_tokens` exceed context limit: 187254 + 20000 > 204798, decrease input length",
        nil, 204_798
      ),
      (
        "request (70012 tokens) exceeds the available context size (65536 tokens), try increasing it", 70012,
        65536
      ),
      (
        "This model's maximum context length is 128000 tokens. However, your messages resulted in 130211 tokens.",
        130_211, 128_000
      ),
      ("the input length exceeds the context length", nil, nil),
      (
        "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 9000>= n_ctx: 4096)",
        9000, 4096
      ),
      ("Context size has been exceeded", nil, nil),
      (
        "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length",
        nil, nil
      ),
      ("input length (9001 tokens) exceeds the model's maximum context length (8192 tokens)", 9001, 8192),
      (
        "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, 1000 in the completion).",
        8000, 8192
      ),
      (
        "This model's maximum context length is 8192 tokens. However, you requested 1000 output tokens and your prompt contains 9000 input tokens, for a total of 10000 tokens.",
        9000, 8192
      ),
      (
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of 10000 tokens: 9000 tokens from the input messages and 1000 tokens for the completion.",
        9000, 8192
      ),
      (
        "This endpoint's maximum context length is 131072 tokens. However, you requested about 140000 tokens (120000 of text input, 12000 of tool input, 8000 in the output).",
        132_000, 131_072
      ),
    ] as [(String, Int?, Int?)])
  func overflows(_ words: String, _ prompt: Int?, _ limit: Int?) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("error")
    writer.string(words)
    writer.endObject()
    let error = UpstreamError(status: 400, fields: HTTPFields(), body: writer.bytes)
    #expect(error.reason == .contextOverflow(prompt: prompt, limit: limit))
  }

  @Test("a prompt that would fit without its answer is not told as one that is too long")
  func overflowOfTheAnswer() {
    let error = UpstreamError(.contextOverflow(prompt: 8000, limit: 8192), message: "too much")
    #expect(
      error.clientError(backend: "box", refusedOwnKey: false).kind
        == .contextOverflow(prompt: nil, limit: 8192))
  }

  @Test(
    "what only resembles an overflow is none",
    arguments: [
      "max_tokens: 128000 > 8192, which is the maximum allowed number of output tokens for m",
      "user: string too long, maximum length is 64", "this model does not support context caching",
    ])
  func lookAlikes(_ words: String) {
    #expect(
      UpstreamError(toldInStream: "invalid_request_error", message: words).reason
        != .contextOverflow(prompt: nil, limit: nil))
    #expect(reason(400, words) == .invalidRequest)
  }

  @Test("a limit on tokens per minute is a rate, unless the request alone is above it")
  func rates() {
    #expect(reason(400, "limit of 30000 tokens per minute reached") == .rateLimited)
    #expect(
      reason(429, "Request too large for m on tokens per minute (TPM): limit 6000, requested 9000")
        == .contextOverflow(prompt: nil, limit: nil))
    #expect(reason(400, "the atpm setting is unknown") == .invalidRequest)
  }

  @Test("an error inside an error's text is looked into, two levels deep")
  func nested() {
    let inner = #"{"error":{"type":"exceed_context_size_error","message":"too many","n_ctx":512}}"#
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("error", "upstream said: \(inner)")
    writer.endObject()
    #expect(
      reason(400, String(decoding: writer.bytes, as: UTF8.self)) == .contextOverflow(prompt: nil, limit: 512))
  }

  @Test("figures that have fields of their own are taken from there, and the inner sentence is the one shown")
  func figureFields() {
    let inner =
      #"{"error":{"code":400,"message":"the request does not fit","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":8192}}"#
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("error", inner)
    writer.endObject()
    for error in [
      UpstreamError(status: 400, fields: HTTPFields(), body: writer.bytes),
      UpstreamError(toldInStream: nil, message: inner),
    ] {
      #expect(error.reason == .contextOverflow(prompt: 9000, limit: 8192))
      #expect(error.message == "the request does not fit")
    }
  }

  @Test("an error told in a good answer is a cut when nothing more is known of it")
  func toldInStream() {
    #expect(UpstreamError(toldInStream: "overloaded_error", message: "Overloaded").reason == .overloaded)
    #expect(UpstreamError(toldInStream: nil, message: "something").reason == .streamCut)
  }

  @Test("a quota for a day is told from a rate by the details, wherever they stand; the wait is in them too")
  func geminiDetails() {
    func error(_ quota: String) -> UpstreamError {
      let body =
        #"[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":["#
        + #"{"@type":"help"},{"violations":[{"quotaId":"\#(quota)"}]},{"retryDelay":"33.5s"}]}}]"#
      return UpstreamError(status: 429, fields: HTTPFields(), body: Array(body.utf8))
    }
    let daily = error("GenerateRequestsPerDayPerProjectPerModel-FreeTier")
    #expect(daily.reason == .quotaExhausted && daily.retryAfterSeconds == 34)
    #expect(daily.message == "You exceeded your current quota")
    #expect(error("GenerateRequestsPerMinutePerProject").reason == .rateLimited)
    #expect(UpstreamError(toldInStream: "INTERNAL", message: "oops").reason == .unavailable)
  }

  @Test("a page under a good status is no answer, and nothing else is a page")
  func pages() {
    #expect(UpstreamError(page: Array("\r\n <html>".utf8))?.reason == .notAnAnswer)
    #expect(UpstreamError(page: Array(#"{"a":"<"}"#.utf8)) == nil && UpstreamError(page: []) == nil)
  }

  @Test("an error in a good answer that names a status counts as one with that status")
  func statusToldInStream() {
    let reasons = ["429", "402", "503", "502", "1305", "200"].map {
      UpstreamError(toldInStream: $0, message: "Provider returned error").reason
    }
    #expect(reasons == [.rateLimited, .quotaExhausted, .overloaded, .unavailable, .overloaded, .streamCut])
  }

  @Test("a page is not quoted, and a long message is cut")
  func messages() {
    let page = UpstreamError(status: 502, fields: HTTPFields(), body: Array("\n <html>secret</html>".utf8))
    #expect(page.message == "a page instead of an answer")
    let long = UpstreamError(
      status: 400, fields: HTTPFields(), body: [UInt8](repeating: 0x61, count: 100_000))
    #expect(long.message.count == UpstreamError.longestMessage)
  }

  @Test(
    "retry-after is read in seconds or milliseconds and rounded up",
    arguments: [
      ("retry-after", "3", 3), ("retry-after", "1.2", 2), ("retry-after-ms", "1500", 2),
      ("retry-after", "soon", nil), ("retry-after", "-1", nil), ("retry-after", "nan", nil),
    ] as [(String, String, Int?)])
  func retryAfter(_ name: String, _ value: String, _ seconds: Int?) {
    var fields = HTTPFields()
    fields.append(name, value)
    #expect(UpstreamError(status: 429, fields: fields, body: []).retryAfterSeconds == seconds)
  }

  @Test(
    "a refused key is said to be the client's or the operator's, and neither is passed off as the gateway's")
  func keys() {
    let error = UpstreamError(status: 401, fields: HTTPFields(), body: Array("no".utf8))
    let own = error.clientError(backend: "anthropic", refusedOwnKey: true)
    let configured = error.clientError(backend: "openrouter", refusedOwnKey: false)
    #expect(own.kind == .authentication && own.message.contains("your own key"))
    #expect(configured.kind == .authentication && configured.message.contains("configured with"))
  }

  @Test("a key that a backend repeats is dots in its message, whoever's it is and however it was shown")
  func concealedKeys() throws {
    var fields = HTTPFields()
    fields.append("Authorization", "Bearer sk-operator-1234")
    fields.append("X-Api-Key", "sk-operator-1234-long")
    fields.append("x-title", "not-a-credential")
    let call = UpstreamCall(url: "http://127.0.0.1", fields: fields)
    let error = UpstreamError(
      .authentication, status: 401,
      message: "bad keys sk-operator-1234-long, 'Bearer sk-operator-1234' of not-a-credential",
      retryAfterSeconds: 3)
    let concealed = error.concealing(call.credentials)
    #expect(concealed.message == "bad keys ••••••••, 'Bearer ••••••••' of not-a-credential")
    #expect(
      (concealed.reason, concealed.status, concealed.retryAfterSeconds) == (.authentication, 401, 3))
  }

  @Test("a placeholder in a key's place is not looked for among the words of a message")
  func placeholders() throws {
    let error = UpstreamError(.modelNotFound, message: "no local model")
    #expect(error.concealing([try #require(Credential("local"))]) == error)
  }
}
