import Testing

@testable import Upstream

@Suite("Refresh schedule") struct RefreshScheduleTests {
  private let second: UInt64 = 1_000_000_000

  @Test(
    "a reason counts once in its interval",
    arguments: [
      (RefreshReason.start, UInt64(30)), (.unknownModel, 30), (.invalidated(backend: "a"), 30),
      (.loading(backend: "a"), 1), (.unheard(backend: "a"), 1),
      (.routine(backend: "a", isLocal: true), 120), (.routine(backend: "a", isLocal: false), 900),
    ])
  func interval(_ reason: RefreshReason, seconds: UInt64) {
    var schedule = RefreshSchedule()
    let end = 5 + seconds * second
    let admitted = [5, end - 1, end, end].map { schedule.admit(reason, at: $0) }
    #expect(admitted == [true, false, true, false])
  }

  @Test("reasons and backends do not wait for each other")
  func independence() {
    var schedule = RefreshSchedule()
    let reasons: [RefreshReason] = [
      .start, .unknownModel, .invalidated(backend: "a"), .invalidated(backend: "b"), .loading(backend: "a"),
    ]
    let first = reasons.map { schedule.admit($0, at: 0) }
    let second = reasons.map { schedule.admit($0, at: 1) }
    #expect(first.allSatisfy(\.self) && !second.contains(true))
  }
}
