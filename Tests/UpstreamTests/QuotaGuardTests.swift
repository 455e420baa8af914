import Conversations
import TestKit
import Testing

@testable import Upstream

@Suite("Quota guard")
struct QuotaGuardTests {
  private static let minute: Int64 = 60_000
  private static let hour: Int64 = 3_600_000
  private static let day: Int64 = 86_400_000
  /// Friday, 2026-11-20T08:00:00Z.
  private static let start: Int64 = 1_795_161_600_000

  private func limit(
    _ window: QuotaWindow, tokens: Int? = nil, requests: Int? = nil, money: Double? = nil,
    probe: Duration? = nil
  ) -> QuotaLimit {
    QuotaLimit(
      backend: "b", window: window, tokens: tokens, requests: requests, money: money, probe: probe)
  }

  private func isGranted(_ verdict: QuotaGuard.Verdict) -> Bool {
    if case .granted = verdict { true } else { false }
  }

  @Test("without limits everything is granted")
  func noLimits() {
    var quota = QuotaGuard([])
    quota.add(QuotaUse(tokens: .max / 2, requests: 9), at: Self.start)
    #expect(quota.admit(at: Self.start) == .granted && quota.horizon(at: Self.start) == nil)
  }

  @Test("tokens, requests and money are each a limit, and the first that is reached counts")
  func figures() {
    let all = limit(.day, tokens: 1000, requests: 3, money: 2)
    for use in [QuotaUse(tokens: 1000), QuotaUse(requests: 3), QuotaUse(money: 2)] {
      var quota = QuotaGuard([all])
      quota.add(use, at: Self.start)
      #expect(quota.admit(at: Self.start) == .refused(until: Self.start + 16 * Self.hour, all))
    }
    var quota = QuotaGuard([all])
    quota.add(QuotaUse(tokens: 999, requests: 2, money: 1.99), at: Self.start)
    #expect(quota.admit(at: Self.start) == .granted)
    #expect(all.share(of: QuotaUse(tokens: 500, requests: 1, money: 1.5)) == 0.75)
  }

  @Test("what rolls has room again when enough of it has left, never before its time")
  func rolling() {
    let five = limit(.rolling(milliseconds: 5 * Self.hour), requests: 3)
    var quota = QuotaGuard([five])
    for hours in 0..<3 {
      quota.add(QuotaUse(requests: 1), at: Self.start + Int64(hours) * Self.hour)
    }
    let now = Self.start + 2 * Self.hour
    // A slot has five minutes, and leaves with its last.
    let until = Self.start + 5 * Self.hour + 5 * Self.minute
    #expect(quota.admit(at: now) == .refused(until: until, five))
    #expect(quota.admit(at: until - 1) == .refused(until: until, five))
    #expect(quota.admit(at: until) == .granted)
    #expect(quota.bars(at: until) == [.init(limit: five, use: QuotaUse(requests: 2), fullUntil: nil)])
    quota.add(QuotaUse(requests: 5), at: until)
    #expect(
      quota.bars(at: until).first?.fullUntil == until + 5 * Self.hour + 5 * Self.minute)
  }

  @Test("a day, a week and a month end where the calendar says, UTC")
  func calendar() {
    func end(_ window: QuotaWindow) -> Int64? {
      var quota = QuotaGuard([limit(window, requests: 1)])
      quota.add(QuotaUse(requests: 1), at: Self.start)
      return quota.bars(at: Self.start).first?.fullUntil
    }
    let moments = [QuotaWindow.day, .week, .month].map {
      end($0).map { CivilTime(millisecondsSince1970: $0).iso8601 }
    }
    #expect(
      moments == ["2026-11-21T00:00:00.000Z", "2026-11-23T00:00:00.000Z", "2026-12-01T00:00:00.000Z"])
  }

  @Test("of several limits the one that is full the longest is told")
  func several() {
    let short = limit(.rolling(milliseconds: Self.hour), requests: 1)
    let long = limit(.week, tokens: 10)
    var quota = QuotaGuard([short, long])
    quota.add(QuotaUse(tokens: 5, requests: 1), at: Self.start)
    #expect(quota.admit(at: Self.start) == .refused(until: Self.start + 61 * Self.minute, short))
    quota.add(QuotaUse(tokens: 5, requests: 1), at: Self.start)
    #expect(quota.admit(at: Self.start) == .refused(until: Self.start + 64 * Self.hour, long))
    #expect(quota.horizon(at: Self.start) == Self.start - 4 * Self.day - 8 * Self.hour)
  }

  @Test("when a limit is used up, one request a while still goes where that is set")
  func probe() {
    let probed = limit(.day, requests: 1, probe: .seconds(600))
    var quota = QuotaGuard([probed])
    quota.add(QuotaUse(requests: 1), at: Self.start)
    let verdicts = [0, 1, 9, 10, 11, 20].map { minutes in
      isGranted(quota.admit(at: Self.start + minutes * Self.minute))
    }
    #expect(verdicts == [true, false, false, true, false, true])
    // A limit without a probe is not loosened by another's.
    var both = QuotaGuard([probed, limit(.week, requests: 1)])
    both.add(QuotaUse(requests: 1), at: Self.start)
    #expect(!isGranted(both.admit(at: Self.start)))
  }

  @Test("what the ledger tells in any order is as if it had been seen")
  func seeded() {
    let limits = [
      limit(.rolling(milliseconds: 5 * Self.hour), requests: 100), limit(.day, requests: 100),
      limit(.month, requests: 100),
    ]
    let moments = (0..<60).map { Self.start - Int64($0) * 7 * Self.hour }
    var seen = QuotaGuard(limits)
    for moment in moments.reversed() { seen.add(QuotaUse(tokens: 3, requests: 1), at: moment) }
    var told = QuotaGuard(limits)
    for moment in moments { told.add(QuotaUse(tokens: 3, requests: 1), at: moment) }
    #expect(told.bars(at: Self.start) == seen.bars(at: Self.start))
    #expect(told.bars(at: Self.start).map(\.use.requests) == [1, 2, 60])
    let horizon = told.horizon(at: Self.start)
    #expect(horizon == CivilTime(millisecondsSince1970: Self.start).startOfMonth.millisecondsSince1970)
  }

  @Test(
    "against a plain sum over all answers: none that counts is forgotten, none counts longer than a slot too long"
  )
  func againstAPlainSum() {
    var generator = SeededGenerator()
    for _ in 0..<40 {
      let length = Int64.random(in: 1...600, using: &generator) * Self.minute
      let only = limit(.rolling(milliseconds: length), tokens: 1000)
      var quota = QuotaGuard([only])
      var answers: [(moment: Int64, tokens: Int)] = []
      var now = Self.start
      for _ in 0..<300 {
        now += .random(in: 0...length / 20, using: &generator)
        let tokens = Int.random(in: 0...60, using: &generator)
        quota.add(QuotaUse(tokens: tokens, requests: 1), at: now)
        answers.append((now, tokens))
        func sum(since start: Int64) -> Int {
          answers.reduce(0) { $0 + ($1.moment > start ? $1.tokens : 0) }
        }
        let bar = quota.bars(at: now)[0]
        let slot = length / 60 + 1
        #expect((sum(since: now - length)...sum(since: now - length - slot)).contains(bar.use.tokens))
        #expect((bar.fullUntil != nil) == (bar.use.tokens >= 1000))
        if let until = bar.fullUntil {
          #expect(quota.bars(at: until)[0].use.tokens < 1000)
          #expect(quota.bars(at: until - 1)[0].use.tokens >= 1000)
        }
      }
    }
  }

  @Test("what a vendor's cache serves counts as money only, and a model without a price costs nothing")
  func uses() {
    let usage = Usage(input: 1_000_000, cacheRead: 2_000_000, cacheWrite: 100_000, output: 500_000)
    let price = ModelPrice(input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75)
    let use = QuotaUse(usage, price: price)
    #expect(use.tokens == 1_600_000 && use.requests == 1)
    #expect(abs(use.money - (3 + 0.6 + 0.375 + 7.5)) < 1e-9)
    #expect(QuotaUse(usage, price: nil, requests: 4) == QuotaUse(tokens: 1_600_000, requests: 4, money: 0))
    #expect(QuotaUse(nil, price: price) == QuotaUse(requests: 1))
    #expect(abs(ModelPrice(input: 3, output: 15).dollars(for: usage) - (3 + 6 + 0.3 + 7.5)) < 1e-9)
  }

  @Test(
    "a window prints as it is written",
    arguments: [
      (.rolling(milliseconds: 5 * hour), "5h"), (.rolling(milliseconds: 90 * minute), "90m"),
      (.rolling(milliseconds: 7 * day), "7d"), (.rolling(milliseconds: 90_500), "90500ms"),
      (.rolling(milliseconds: 61_000), "61s"), (.day, "day"), (.week, "week"), (.month, "month"),
    ] as [(QuotaWindow, String)])
  func descriptions(_ window: QuotaWindow, _ text: String) { #expect(window.description == text) }
}
