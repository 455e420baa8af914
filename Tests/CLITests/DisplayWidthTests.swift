import TestKit
import Testing

@testable import CLI

@Suite("Width on a terminal")
struct DisplayWidthTests {
  @Test(
    "columns are what terminals give",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("ｶﾅ", 2), ("한국", 4),
      ("\u{1112}\u{1161}\u{11AB}", 2),
      ("😀", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1), ("👍🏽", 2), ("（", 2), ("…", 1), ("a\u{200B}b", 2),
      ("─", 1),
      ("ก็", 1), ("𠀀", 2),
    ])
  func widths(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test("a text cut to a width never exceeds it, keeps whole characters, and is left alone when it fits")
  func truncation() {
    let text = "ab日本👩‍👩‍👧e\u{301}z"
    for width in 0...12 {
      let cut = text.truncated(to: width)
      #expect(cut.displayWidth <= width)
      #expect(width >= text.displayWidth ? cut == text : width == 0 ? cut.isEmpty : cut.hasSuffix("…"))
      #expect(text.hasPrefix(cut == text ? cut : String(cut.dropLast())))
    }
    #expect("日本語".truncated(to: 4) == "日…")
  }

  @Test("what comes from elsewhere cannot steer the terminal")
  func controls() {
    #expect(
      "a\u{1B}[31mb\u{7}\u{9B}2J\u{202E}c\r\n\td".onOneLine == "a\u{FFFD}[31mb\u{FFFD}\u{FFFD}2J\u{FFFD}c d")
    #expect("a\r\nb\tc\u{0}".withoutControls == "a\nb    c\u{FFFD}")
    #expect("  a \n\n b ".onOneLine == "a b")
  }

  @Test("lines are wrapped after blanks where there are any, and nothing but blanks is lost")
  func wrapping() {
    #expect("the quick brown fox".wrapped(to: 10) == ["the quick", "brown fox"])
    #expect("abcdefghij".wrapped(to: 4) == ["abcd", "efgh", "ij"])
    #expect("日本語".wrapped(to: 3) == ["日", "本", "語"])
    #expect("日本".wrapped(to: 1) == ["日", "本"])
    #expect("".wrapped(to: 4) == [""])
    var random = SeededGenerator()
    for _ in 0..<300 {
      let text = String((0..<60).map { _ in "ab 日é😀".randomElement(using: &random) ?? "a" })
      let width = Int.random(in: 2...20, using: &random)
      let pieces = text.wrapped(to: width)
      #expect(pieces.allSatisfy { $0.displayWidth <= width })
      #expect(pieces.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }
  }
}
