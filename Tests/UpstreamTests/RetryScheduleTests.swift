import Conversations
import Testing
import Wire

@testable import Upstream

@Suite("Sending again, and going on")
struct RetryScheduleTests {
  /// The pauses before each further sending after the same failure, until there is none.
  private func pauses(
    _ failure: UpstreamError, most: Int = 9, hasNext: Bool = false, random: Double = 1
  ) -> [Int] {
    var schedule = RetrySchedule(mostRetries: most, hasNext: hasNext)
    var pauses: [Int] = []
    while let pause = schedule.pause(after: failure, random: random) { pauses.append(pause) }
    return pauses
  }

  private static let all: [UpstreamError.Reason] = [
    .rateLimited, .quotaExhausted, .overloaded, .loading, .contextOverflow(prompt: nil, limit: nil),
    .tooManyBytes, .authentication, .modelNotFound, .contentFiltered, .invalidRequest, .unavailable,
    .timedOut,
    .streamCut, .emptyResponse, .notAnAnswer, .cancelled,
  ]

  @Test(
    "alone, a failure that may pass is met with a few pauses that double",
    arguments: [
      (.rateLimited, [1000, 2000]), (.overloaded, [1000, 2000]), (.unavailable, [500, 1000]),
      (.streamCut, [500]), (.emptyResponse, [500]),
    ] as [(UpstreamError.Reason, [Int])])
  func alone(_ reason: UpstreamError.Reason, _ expected: [Int]) {
    let failure = UpstreamError(reason, message: "no")
    #expect(pauses(failure) == expected)
    #expect(pauses(failure, random: 0.25) == expected.map { $0 / 4 })
    #expect(pauses(failure, random: 0) == expected.map { _ in 0 })
    #expect(pauses(failure, most: 1) == Array(expected.prefix(1)))
    #expect(pauses(failure, most: 0) == [])
  }

  @Test("a failure that does not pass is not met again")
  func lasting() {
    let passing: [UpstreamError.Reason] = [
      .rateLimited, .overloaded, .unavailable, .streamCut, .emptyResponse,
    ]
    for reason in Self.all where !passing.contains(reason) {
      #expect(pauses(UpstreamError(reason, message: "no")) == [])
    }
  }

  @Test("a short time that the backend names is waited for, a longer one is left to the client")
  func retryAfter() {
    func failure(_ seconds: Int) -> UpstreamError {
      UpstreamError(.rateLimited, message: "no", retryAfterSeconds: seconds)
    }
    #expect(pauses(failure(3), random: 0.5) == [3000, 3000])
    #expect(pauses(failure(0), random: 0.5) == [500, 1000])
    #expect(pauses(failure(5)) == [5000, 5000] && pauses(failure(6)) == [])
  }

  @Test("where another target follows only a broken connection is tried again, once and at once")
  func withOthers() {
    for reason in Self.all { #expect(pauses(UpstreamError(reason, message: "no"), hasNext: true) == []) }
    #expect(pauses(UpstreamError(.reset("gone")), hasNext: true) == [0])
    #expect(pauses(UpstreamError(.reset("gone")), most: 0, hasNext: true) == [])
    for error: TransportError in [.refused("no"), .resolve("no"), .tls("no"), .connectTimeout(.seconds(1))] {
      #expect(pauses(UpstreamError(error), hasNext: true) == [])
    }
    #expect(pauses(UpstreamError(.reset("gone"))) == [500, 1000])
  }

  @Test("failures of different kinds share one count")
  func mixed() {
    var schedule = RetrySchedule(mostRetries: 5)
    #expect(schedule.pause(after: UpstreamError(.overloaded, message: ""), random: 1) == 1000)
    #expect(schedule.pause(after: UpstreamError(.streamCut, message: ""), random: 1) == nil)
    #expect(schedule.pause(after: UpstreamError(.unavailable, message: ""), random: 1) == 1000)
    #expect(schedule.pause(after: UpstreamError(.unavailable, message: ""), random: 1) == nil)
  }

  @Test("a backend has the last word on whether the same may be sent again")
  func shouldRetry() {
    func failure(_ status: Int, _ word: String) -> UpstreamError {
      var fields = HTTPFields()
      fields.append("x-should-retry", word)
      return UpstreamError(status: status, fields: fields, body: [])
    }
    #expect(pauses(failure(529, "false")) == [] && failure(529, "false").shouldRetry == false)
    #expect(pauses(failure(409, "true")) == [500, 1000] && pauses(failure(413, "true")) == [500])
    #expect(pauses(failure(529, "maybe")) == [1000, 2000] && failure(529, "maybe").shouldRetry == nil)
    #expect(failure(529, "false").clientError(backend: "b", refusedOwnKey: false).shouldRetry == false)
  }

  @Test(
    "a failure says whether others may do better and what it says about its target",
    arguments: [
      (.rateLimited, .any, .hold(.seconds(30), .model)),
      (.quotaExhausted, .any, .hold(.seconds(3600), .backend)), (.overloaded, .any, .failure),
      (.loading, .any, .none), (.contextOverflow(prompt: nil, limit: nil), .larger, .none),
      (.tooManyBytes, .larger, .none), (.authentication, .any, .hold(.seconds(3600), .backend)),
      (.modelNotFound, .any, .hold(.seconds(600), .model)), (.contentFiltered, .none, .none),
      (.invalidRequest, .none, .none), (.unavailable, .any, .failure), (.timedOut, .any, .failure),
      (.streamCut, .any, .failure), (.emptyResponse, .any, .halfFailure), (.notAnAnswer, .any, .failure),
      (.cancelled, .none, .none),
    ] as [(UpstreamError.Reason, FailureAdvice.NextTarget, FailureAdvice.Mark)])
  func advice(
    _ reason: UpstreamError.Reason, _ next: FailureAdvice.NextTarget, _ mark: FailureAdvice.Mark
  ) {
    let advice = UpstreamError(reason, message: "no").advice
    #expect(advice.next == next && advice.mark == mark)
    #expect(advice.waitsForLoad == (reason == .loading))
  }

  @Test("a hold lasts as long as the backend says and a tenth more, and never longer than a month")
  func holds() {
    let now: Int64 = 1_795_161_600_000
    func held(_ reason: UpstreamError.Reason, _ seconds: Int? = nil) -> Int64? {
      UpstreamError(reason, message: "no", retryAfterSeconds: seconds).heldUntil(from: now).map { $0 - now }
    }
    #expect(held(.rateLimited) == 30_000 && held(.rateLimited, 60) == 66_000 && held(.rateLimited, 0) == 0)
    #expect(held(.quotaExhausted) == 3_600_000 && held(.quotaExhausted, 999_999_999) == 31 * 86_400_000)
    #expect(held(.authentication) == 3_600_000 && held(.modelNotFound) == 600_000)
    #expect(held(.overloaded, 60) == nil && held(.invalidRequest) == nil)
  }
}
