import TestKit
import Testing

@testable import Conversations

@Suite("Civil time")
struct CivilTimeTests {
  @Test(
    "a moment is read in every form of RFC 3339",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-20T08:00:00Z", 1_795_161_600_000),
      ("2026-11-20T08:00:00.5Z", 1_795_161_600_500), ("2026-11-20T08:00:00.123456Z", 1_795_161_600_123),
      ("2026-11-20T09:00:00+01:00", 1_795_161_600_000), ("2026-11-20T04:30:00-03:30", 1_795_161_600_000),
      ("2026-11-20 08:00:00", 1_795_161_600_000), ("2026-11-20 08:00", 1_795_161_600_000),
      ("2000-02-29T23:59:60Z", 951_868_799_000),
    ] as [(String, Int64)])
  func iso8601(_ text: String, _ milliseconds: Int64) {
    #expect(CivilTime(iso8601: text)?.millisecondsSince1970 == milliseconds)
  }

  @Test("the date of a header field is read")
  func httpDate() {
    #expect(
      CivilTime(httpDate: "Sun, 06 Nov 1994 08:49:37 GMT")?.iso8601 == "1994-11-06T08:49:37.000Z")
  }

  @Test(
    "what is no moment is none",
    arguments: [
      "", "2026", "2026-11-20", "2026-11-20T08", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
      "2026-04-31T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T08:60:00Z", "2026-11-20T08:00:00.Z",
      "2026-11-20T08:00:00+1", "2026-11-20T08:00:00Zx", "0000-01-01T00:00:00Z", "２０２６-11-20T08:00:00Z",
      "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", ",", "Sun, 6 Nov 1994 08:49:37 GMT",
    ])
  func nonsense(_ text: String) {
    #expect(CivilTime(iso8601: text) == nil && CivilTime(httpDate: text) == nil)
  }

  @Test("any moment is read as it is written, and lies in its day, its week and its month")
  func anyMoment() throws {
    var generator = SeededGenerator()
    for _ in 0..<2000 {
      let moment = CivilTime(
        millisecondsSince1970: .random(in: -60_000_000_000_000...250_000_000_000_000, using: &generator))
      #expect(CivilTime(iso8601: moment.iso8601) == moment)
      let (day, week, month) = (moment.startOfDay, moment.startOfWeek, moment.startOfMonth)
      let since = [day, week, month].map { moment.millisecondsSince1970 - $0.millisecondsSince1970 }
      let lengths: [Int64] = [86_400_000, 7 * 86_400_000, 31 * 86_400_000]
      for (since, length) in zip(since, lengths) { #expect((0..<length).contains(since)) }
      #expect(day.iso8601.hasPrefix(moment.iso8601.prefix(10)) && day.iso8601.hasSuffix("T00:00:00.000Z"))
      #expect(month.iso8601.hasPrefix("\(moment.iso8601.prefix(8))01T"))
      // 2026-11-16 was a Monday.
      #expect((week.millisecondsSince1970 - 1_794_787_200_000) % (7 * 86_400_000) == 0)
    }
  }
}
