import Conversations
import Testing

@testable import Gateway

@Suite("The notes of a turn")
struct TurnNotingTests {
  @Test("like notes are kept once with their number, in the order of their first")
  func likeNotes() {
    #expect(Turn.summary(of: []).isEmpty)
    #expect(Turn.summary(of: ["b", "a", "b", "b"]) == ["b (3 times)", "a"])
  }

  @Test("neither many notes nor long ones are kept without end")
  func bounds() {
    let many = Turn.summary(of: (0..<1000).map { "note \($0)" })
    #expect(many.count == Turn.mostNotes + 1)
    #expect(many.last == "and \(1000 - Turn.mostNotes) more")
    let long = Turn.summary(of: [String(repeating: "x", count: 1_000_000)])
    #expect(long == [String(repeating: "x", count: Turn.longestNote) + "…"])
  }
}
