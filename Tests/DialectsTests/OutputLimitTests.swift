import Conversations
import Testing

@testable import Dialects

@Suite struct OutputLimitTests {
  @Test("a long prompt may be counted as longer than it was counted here, and has room for that")
  func spareRoom() {
    let window = ContextWindow(tokens: 8192, source: .loaded)
    #expect(OutputLimit.room(in: window, besides: 3200) == 8192 - 3200 - 100)
    #expect(OutputLimit.room(in: window, besides: 10) == 8182)
    #expect(OutputLimit.room(in: nil, besides: 10) == nil)
  }

  @Test("an answer gets what was asked for as far as there is room, and never nothing")
  func tokens() {
    #expect(OutputLimit.tokens(asked: 100, room: 5000) == 100)
    #expect(OutputLimit.tokens(asked: 32_000, room: 5000) == 5000)
    #expect(OutputLimit.tokens(asked: 32_000, room: -20) == 256)
    #expect(OutputLimit.tokens(asked: nil, room: 5000) == nil)
  }
}
