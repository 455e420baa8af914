import Conversations
import Testing

@testable import Gateway

@Suite("Slots of a server")
struct SlotBookTests {
  private func line(_ name: String, _ branch: Int = 0) -> SlotBook.Line {
    SlotBook.Line(session: SessionID(name), branch: branch)
  }

  @Test func `one slot leaves nothing to choose`() {
    var book = SlotBook(count: 1)
    #expect(book.slot(for: line("a"), kind: .main, at: 0) == nil)
    #expect(book.slot(for: nil, kind: .title, at: 0) == nil)
  }

  @Test func `of two slots the conversation keeps one, and everything else shares the other`() {
    var book = SlotBook(count: 2)
    #expect(book.slot(for: line("a"), kind: .main, at: 1) == 0)
    #expect(book.slot(for: nil, kind: .title, at: 2) == 1)
    #expect(book.slot(for: line("agent"), kind: .subAgent, at: 3) == 1)
    #expect(book.slot(for: line("a"), kind: .main, at: 4) == 0)
  }

  @Test func `a conversation takes the slot of a sub-agent, then of the one that rests longest`() {
    var book = SlotBook(count: 3)
    #expect(book.slot(for: line("a"), kind: .main, at: 1) == 0)
    #expect(book.slot(for: line("agent"), kind: .subAgent, at: 9) == 1)
    #expect(book.slot(for: line("b"), kind: .main, at: 10) == 1)
    #expect(book.slot(for: line("c"), kind: .main, at: 11) == 0)
    #expect(book.slot(for: line("b"), kind: .main, at: 12) == 1)
  }

  @Test func `a sub-agent takes the slot of a conversation only after a long rest`() {
    var book = SlotBook(count: 2)
    #expect(book.slot(for: line("a"), kind: .main, at: 0) == 0)
    #expect(book.slot(for: line("agent"), kind: .subAgent, at: SlotBook.longestRest) == 1)
    #expect(book.slot(for: line("agent"), kind: .subAgent, at: SlotBook.longestRest + 1) == 0)
  }

  @Test func `a fork is a line of its own`() {
    var book = SlotBook(count: 3)
    #expect(book.slot(for: line("a", 0), kind: .main, at: 1) == 0)
    #expect(book.slot(for: line("a", 1), kind: .main, at: 2) == 1)
    #expect(book.slot(for: line("a", 0), kind: .main, at: 3) == 0)
  }
}
