import Gateway
import Testing

@testable import CLI

@Suite("Figures in words")
struct PhrasesTests {
  @Test(
    "ages",
    arguments: [
      (-5, "just now"), (9, "just now"), (10, "10 s ago"), (59, "59 s ago"), (60, "1 min ago"),
      (3599, "59 min ago"),
      (3600, "1 h ago"), (86_399, "23 h ago"), (86_400, "1 day ago"), (13 * 86_400, "13 days ago"),
      (14 * 86_400, "2026-01-17"),
    ])
  func ages(seconds: Int64, phrase: String) {
    let now = Timestamp(milliseconds: 1_769_860_800_000)  // 2026-01-31T12:00:00Z
    #expect(Phrases.age(of: now - .seconds(seconds), at: now) == phrase)
  }

  @Test(
    "tokens",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1.0K"), (12_345, "12.3K"), (99_949, "99.9K"), (99_950, "100K"),
      (999_499, "999K"),
      (999_500, "1.0M"), (1_250_000, "1.3M"), (123_456_789, "123M"), (5_000_000_000, "5.0G"),
      (5_000_000_000_000, "5,000G"),
    ])
  func tokens(number: Int, phrase: String) {
    #expect(Phrases.tokens(number) == phrase)
  }

  @Test(
    "bytes",
    arguments: [
      (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KB"), (1_048_576, "1.0 MB"), (33_554_432, "32.0 MB"),
    ])
  func bytes(number: Int, phrase: String) {
    #expect(Phrases.bytes(number) == phrase)
  }

  @Test(
    "thousands",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000")])
  func thousands(number: Int, phrase: String) {
    #expect(Phrases.grouped(number) == phrase)
  }

  @Test(
    "spans",
    arguments: [
      (0.0, "0.0 ms"), (0.44, "0.4 ms"), (9.96, "10 ms"), (340.2, "340 ms"), (999.6, "1.0 s"),
      (4230.0, "4.2 s"),
      (59_940.0, "59.9 s"), (59_960.0, "1 min 0 s"), (125_000.0, "2 min 5 s"),
    ])
  func spans(milliseconds: Double, phrase: String) {
    #expect(Phrases.span(milliseconds: milliseconds) == phrase)
  }

  @Test(
    "spans of two units",
    arguments: [
      (-1, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (3600, "1 h 0 min"),
      (86_399, "23 h 59 min"), (86_400, "1 day 0 h"), (200_000, "2 days 7 h"),
    ])
  func longSpans(seconds: Int64, phrase: String) {
    #expect(Phrases.span(from: Samples.now - .seconds(seconds), to: Samples.now) == phrase)
  }

  @Test("one thing and many")
  func counts() {
    #expect(Phrases.count(1, "turn") == "1 turn")
    #expect(Phrases.count(0, "turn") == "0 turns")
    #expect(Phrases.count(2, "branch", plural: "branches") == "2 branches")
  }
}
