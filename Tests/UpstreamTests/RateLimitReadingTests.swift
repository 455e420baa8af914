import Testing
import Wire

@testable import Upstream

@Suite("What is left of a vendor's limits")
struct RateLimitReadingTests {
  /// 2026-11-20T08:00:00Z.
  private static let now: Int64 = 1_795_161_600_000

  /// A head's fields, a line each.
  private func reading(_ head: String) -> RateLimitReading {
    var fields = HTTPFields()
    for line in head.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields.append(String(parts[0]), parts[1].trimmingPrefix(" ").description)
    }
    return RateLimitReading(fields, at: Self.now)
  }

  /// A reading in a line: every limit with its share and its reset, in seconds from now.
  private func summary(_ head: String) -> String {
    reading(head).limits.sorted { $0.name < $1.name }.map { limit in
      let share = limit.share.map { "\(($0 * 1000).rounded() / 1000)" } ?? "?"
      let reset = limit.resetsAt.map { "\(Double($0 - Self.now) / 1000)s" } ?? "?"
      return "\(limit.name) \(share) \(reset)"
    }.joined(separator: ", ")
  }

  @Test("every vendor's form is read", arguments: forms)
  func read(_ head: String, _ expected: String) { #expect(summary(head) == expected) }

  private static let forms: [(String, String)] = [
    // Anthropic.
    (
      """
      anthropic-ratelimit-requests-limit: 50
      anthropic-ratelimit-requests-remaining: 49
      anthropic-ratelimit-requests-reset: 2026-11-20T08:00:01Z
      anthropic-ratelimit-input-tokens-limit: 30000
      anthropic-ratelimit-input-tokens-remaining: 0
      anthropic-ratelimit-input-tokens-reset: 2026-11-20T09:01:00+01:00
      """, "input-tokens 0.0 60.0s, requests 0.98 1.0s"
    ),
    // Anthropic's subscriptions.
    (
      """
      anthropic-ratelimit-unified-status: allowed
      anthropic-ratelimit-unified-reset: 1795168800
      anthropic-ratelimit-unified-5h-status: allowed
      anthropic-ratelimit-unified-5h-reset: 1795168800
      anthropic-ratelimit-unified-5h-utilization: 0.42
      anthropic-ratelimit-unified-7d-reset: 2026-11-25T08:00:00Z
      anthropic-ratelimit-unified-7d-utilization: 1.03
      anthropic-ratelimit-unified-representative-claim: five_hour
      anthropic-ratelimit-unified-fallback-percentage: 0.5
      anthropic-ratelimit-unified-overage-status: rejected
      anthropic-ratelimit-unified-overage-disabled-reason: out_of_credits
      """, "unified ? 7200.0s, unified-5h 0.58 7200.0s, unified-7d 0.0 432000.0s"
    ),
    (
      """
      anthropic-ratelimit-unified-status: rejected
      anthropic-ratelimit-unified-reset: 1795168800
      """, "unified 0.0 7200.0s"
    ),
    // OpenAI.
    (
      """
      X-RateLimit-Limit-Requests: 10000
      X-RateLimit-Limit-Tokens: 2000000
      X-RateLimit-Remaining-Requests: 9999
      X-RateLimit-Remaining-Tokens: 100000
      X-RateLimit-Reset-Requests: 12ms
      X-RateLimit-Reset-Tokens: 1h2m3.5s
      """, "requests 1.0 0.012s, tokens 0.05 3723.5s"
    ),
    // Groq.
    (
      """
      x-ratelimit-limit-requests: 14400
      x-ratelimit-remaining-requests: 14370
      x-ratelimit-reset-requests: 2m59.56s
      x-ratelimit-limit-tokens: 18000
      x-ratelimit-remaining-tokens: 900
      x-ratelimit-reset-tokens: 7.66s
      """, "requests 0.998 179.56s, tokens 0.05 7.66s"
    ),
    // Mistral.
    (
      """
      x-ratelimit-limit-tokens-minute: 500000
      x-ratelimit-remaining-tokens-minute: 499000
      x-ratelimit-tokens-query-cost: 1000
      x-ratelimit-limit-req-minute: 60
      x-ratelimit-remaining-req-minute: 3
      """, "req-minute 0.05 ?, tokens-minute 0.998 ?"
    ),
    // OpenRouter, in milliseconds, and GitHub, in seconds.
    (
      """
      X-RateLimit-Limit: 20
      X-RateLimit-Remaining: 0
      X-RateLimit-Reset: 1795161645000
      """, " 0.0 45.0s"
    ),
    (
      """
      x-ratelimit-limit: 5000
      x-ratelimit-remaining: 4999
      x-ratelimit-reset: 1795165200
      x-ratelimit-used: 1
      x-ratelimit-resource: core
      """, " 1.0 3600.0s"
    ),
    ("x-ratelimit-exceeded: user-model-requests\nretry-after: 30", ""),
    // Cerebras.
    (
      """
      x-ratelimit-limit-requests-day: 1000
      x-ratelimit-remaining-requests-day: 10
      x-ratelimit-reset-requests-day: 33011.382867
      """, "requests-day 0.01 33011.383s"
    ),
    // Fireworks, xAI.
    (
      """
      x-ratelimit-limit-tokens-prompt: 60000
      x-ratelimit-remaining-tokens-prompt: 59000
      x-ratelimit-over-limit: yes
      """, " 0.0 ?, tokens-prompt 0.983 ?"
    ),
    ("x-ratelimit-remaining-requests: 9\nx-ratelimit-over-limit: no", "requests ? ?"),
    // The drafts of the IETF.
    ("ratelimit-limit: 100, 100;w=60\nratelimit-remaining: 5\nratelimit-reset: 30", " 0.05 30.0s"),
    ("ratelimit: limit=100, remaining=50, reset=5", " 0.5 5.0s"),
    ("ratelimit-policy: 100;w=60\nratelimit: limit=100, remaining=50, reset=5", " 0.5 5.0s"),
    (
      """
      RateLimit-Policy: "burst";q=10;w=1, "day";q=1000;w=86400
      RateLimit: "burst";r=1;t=1, "day";r=990;t=7000
      """, "burst 0.1 1.0s, day 0.99 7000.0s"
    ),
    // What tells nothing, or nonsense.
    ("content-type: text/plain\nx-request-id: r\nratelimit-remaining: many", ""),
    ("x-ratelimit-remaining-requests: -1\nx-ratelimit-limit-requests: nan", ""),
    ("x-ratelimit-limit-requests: 0\nx-ratelimit-remaining-requests: 0", "requests 0.0 ?"),
    ("x-ratelimit-limit-a: 10\nx-ratelimit-remaining-a: 20\nx-ratelimit-reset-a: soon", "a 1.0 ?"),
    ("x-ratelimit-remaining-a: 1\nx-ratelimit-reset-a: 90000", "a ? ?"),
    ("x-ratelimit-remaining-a: 1\nx-ratelimit-reset-a: Fri, 20 Nov 2026 08:01:00 GMT", "a ? 60.0s"),
    ("x-ratelimit-remaining-a: 1e400\nx-ratelimit-reset-a: 1e30", ""),
  ]

  @Test("little is left below a tenth, until the last of those limits is reset")
  func low() {
    func low(_ remaining: String, _ reset: String) -> Int64? {
      reading(
        """
        x-ratelimit-limit-requests: 100
        x-ratelimit-remaining-requests: \(remaining)
        x-ratelimit-reset-requests: \(reset)
        x-ratelimit-limit-tokens: 100
        x-ratelimit-remaining-tokens: 9
        x-ratelimit-reset-tokens: 20s
        """
      ).lowUntil(at: Self.now).map { $0 - Self.now }
    }
    #expect(low("10", "1m0s") == 20_000 && low("9", "1m0s") == 60_000 && low("9", "2s") == 20_000)
  }

  @Test("a limit that does not say when it is reset is low for a minute, and one that was reset is not low")
  func lowWithoutReset() {
    let silent = reading("x-ratelimit-limit-req-minute: 60\nx-ratelimit-remaining-req-minute: 3")
    #expect(silent.lowUntil(at: Self.now) == Self.now + 60_000 && silent.exhaustedUntil(at: Self.now) == nil)
    let past = reading(
      "ratelimit-limit: 9\nratelimit-remaining: 0\nratelimit-reset: Fri, 20 Nov 2026 07:59:00 GMT")
    #expect(past.lowUntil(at: Self.now) == nil && past.exhaustedUntil(at: Self.now) == nil)
    let empty = reading("ratelimit-limit: 9\nratelimit-remaining: 0\nratelimit-reset: 7")
    #expect(empty.exhaustedUntil(at: Self.now) == Self.now + 7000)
    #expect(reading("date: x").lowUntil(at: Self.now) == nil)
  }
}
