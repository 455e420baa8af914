import Testing

@testable import Routing

@Suite("Patterns for names")
struct GlobTests {
  @Test(
    "a star stands for any number of characters",
    arguments: [
      ("", "", true), ("", "*", true), ("a", "", false), ("abc", "a*c", true), ("abcabd", "*ab*d", true),
      ("abc", "*b", false), ("abc", "abc*", true), ("ab", "abc*", false), ("aab", "*ab", true),
      ("*", "*", true),
    ])
  func globs(name: String, glob: String, fits: Bool) {
    #expect(Glob.matches(name, glob) == fits)
  }

  @Test("a hostile glob takes no more than the product of the lengths")
  func hostileGlob() {
    let name = String(repeating: "a", count: 5000)
    #expect(!Glob.matches(name, String(repeating: "*a", count: 200) + "b"))
  }
}
