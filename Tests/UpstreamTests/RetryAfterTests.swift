import Testing
import Wire

@testable import Upstream

@Suite("When a backend asks to be tried again")
struct RetryAfterTests {
  private func fields(_ pairs: KeyValuePairs<String, String>) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in pairs { fields.append(name, value) }
    return fields
  }

  private func refusal(_ pairs: KeyValuePairs<String, String>, _ body: String = "{}") -> UpstreamError {
    UpstreamError(status: 429, fields: fields(pairs), body: Array(body.utf8))
  }

  @Test("a date is taken against the date of the same answer, and is nothing without one or before it")
  func dates() {
    let date = "Fri, 20 Nov 2026 08:00:00 GMT"
    #expect(
      refusal(["date": date, "retry-after": "Fri, 20 Nov 2026 08:00:45 GMT"]).retryAfterSeconds == 45)
    #expect(
      refusal(["date": date, "retry-after": "Fri, 20 Nov 2026 07:59:59 GMT"]).retryAfterSeconds == nil)
    #expect(refusal(["retry-after": "Fri, 20 Nov 2026 08:00:45 GMT"]).retryAfterSeconds == nil)
    #expect(refusal(["date": date, "retry-after": "tomorrow"]).retryAfterSeconds == nil)
  }

  @Test(
    "a sentence says when",
    arguments: [
      ("Rate limit reached for m on tokens per minute (TPM). Please try again in 5.289s. Visit", 6),
      ("Please try again in 6m0s.", 360), ("Please try again in 1h2m3.5s", 3724), ("try again in 20ms.", 1),
      ("Please retry in 34.074824224s.", 35), ("Try again in 5 seconds.", 5), ("retry after 2 minutes", 120),
      ("try again after 1 hour", 3600), ("Please try again in a few minutes", nil), ("try again in 30", nil),
      ("try again in -3s", nil), ("try again later", nil), ("try again in 99999999999999999999999999s", nil),
    ] as [(String, Int?)])
  func sentences(_ words: String, _ seconds: Int?) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("message", words)
    writer.endObject()
    let body = String(decoding: writer.bytes, as: UTF8.self)
    #expect(refusal([:], body).retryAfterSeconds == seconds)
    #expect(
      UpstreamError(toldInStream: "rate_limit_exceeded", message: words).retryAfterSeconds == seconds)
    #expect(refusal(["retry-after": "7"], body).retryAfterSeconds == 7)
  }

  @Test(
    "a limit that is used up says when it is reset, where nothing else says when",
    arguments: [
      (
        [
          "anthropic-ratelimit-tokens-remaining": "0",
          "anthropic-ratelimit-tokens-reset": "2026-11-20T08:00:30Z",
        ], 30
      ),
      (
        [
          "anthropic-ratelimit-unified-status": "rejected", "anthropic-ratelimit-unified-reset": "1795507200",
        ], 345_600
      ),
      (["x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0s"], 360),
      (["x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "6m0s"], nil),
    ] as [([String: String], Int?)])
  func exhausted(_ told: [String: String], _ seconds: Int?) {
    var fields = self.fields(["date": "Fri, 20 Nov 2026 08:00:00 GMT"])
    for (name, value) in told { fields.append(name, value) }
    let error = UpstreamError(status: 429, fields: fields, body: [])
    #expect(error.retryAfterSeconds == seconds)
  }

  @Test("a proxy's words about another's answer say when")
  func innerFields() {
    let date = "Fri, 20 Nov 2026 08:00:00 GMT"
    let body =
      #"{"error":{"code":429,"message":"limit","metadata":{"headers":{"X-RateLimit-Limit":"20","X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1795161645000"}}}}"#
    #expect(refusal(["date": date], body).retryAfterSeconds == 45)
    #expect(
      refusal([:], #"{"error":{"message":"m","metadata":{"headers":{"Retry-After":9,"a b":"x"}}}}"#)
        .retryAfterSeconds == 9)
  }

  @Test(
    "the time at which a plan's limit is reset stands in the sentence",
    arguments: [
      ("已达到 5 小时的使用上限。您的限额将在 2026-11-20 18:03:04 重置。", 7384),
      ("Your limit will reset at 2026-11-20 18:03:04", 7384),
      ("You will regain access on 2026-12-01 at 00:00 UTC.", 921_600),
      ("resets at 2026-11-20T09:00:00Z.", 3600), ("resets at 2026-11-20T09:00:00+01:00.", 0),
      ("resets at 2026-11-19 00:00:00", nil), ("resets on 2026-13-01 00:00:00", nil),
      ("since 2026-11-20", nil),
    ] as [(String, Int?)])
  func namedTimes(_ words: String, _ seconds: Int?) {
    let date = "Fri, 20 Nov 2026 08:00:00 GMT"
    let error = refusal(["date": date], #"{"error":{"code":"1308","message":"\#(words)"}}"#)
    #expect(error.reason == .quotaExhausted)
    #expect(error.retryAfterSeconds == seconds)
  }
}
