import Testing

@testable import Gateway

@Suite("Moments")
struct TimestampTests {
  @Test(
    "the calendar is right at its corners",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (951_868_799_999, "2000-02-29T23:59:59.999Z"), (1_709_210_096_007, "2024-02-29T12:34:56.007Z"),
      (1_769_903_999_000, "2026-01-31T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
  func calendar(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
  }

  @Test("durations are taken off to the millisecond")
  func subtraction() {
    let moment = Timestamp(milliseconds: 10_000)
    #expect(moment - .milliseconds(1) == Timestamp(milliseconds: 9999))
    #expect(moment - .seconds(3600) == Timestamp(milliseconds: 10_000 - 3_600_000))
  }
}
