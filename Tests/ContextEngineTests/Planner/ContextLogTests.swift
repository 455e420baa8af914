import Testing
import Tokens

@testable import ContextEngine

@Suite("The log of what has left")
struct ContextLogTests {
  private func digest(_ number: Int) -> LogEntry {
    let text = "Read src/module\(number)/file.swift lines 1-200"
    return LogEntry(kind: .digest, name: nil, text: text, tokens: 15, turn: number)
  }

  @Test func `says once, and first of all, that something is missing`() {
    var counter = PromptCounter(TokenCounter(), template: .unknown, images: .unknown)
    var log: [LogEntry] = []
    for turn in 1...20 {
      log.append(digest(turn))
      log.index(above: 60, turn: turn, counting: &counter)
      log.announce(turn: turn, counting: &counter)
      #expect(log.filter { $0.kind == .notice }.count == 1)
      #expect(log.first?.kind == .notice)
      #expect(log.filter { $0.kind == .index }.count <= 1)
    }
    #expect(log.contains { $0.kind == .index })
  }
}
