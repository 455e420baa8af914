import TestKit
import Testing

@testable import ContextReplay

@Suite("Texts that are looked for in prompts")
struct ProbeListTests {
  @Test("a text is found if and only if it is there, however short it is and wherever it stands")
  func agreesWithSearch() {
    var random = SeededGenerator(for: "probes")
    for _ in 0..<200 {
      let haystack = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        "abc".randomElement(using: &random)!
      }
      var probes = ProbeList()
      let texts = (0..<20).map { _ in
        String((0..<Int.random(in: 1...6, using: &random)).map { _ in "abc".randomElement(using: &random)! })
      }
      let numbers = texts.map { probes.number(of: $0) }
      let found = probes.found(in: Array(String(haystack).utf8))
      for (text, number) in zip(texts, numbers) {
        #expect(found.contains(number) == String(haystack).contains(text), "\(text) in \(String(haystack))")
      }
    }
  }

  @Test("a text has one number, and sets are joined by numbers")
  func numbers() {
    var probes = ProbeList()
    let first = probes.number(of: "one")
    let others = (0..<100).map { probes.number(of: "other \($0)") }
    #expect(probes.number(of: "one") == first)
    var set = probes.found(in: Array("one".utf8))
    #expect(set.contains(first) && !set.contains(others[99]))
    set.formUnion(probes.found(in: Array("other 99".utf8)))
    #expect(set.contains(first) && set.contains(others[99]) && !set.contains(others[50]))
  }
}
