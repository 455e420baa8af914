import Conversations
import Testing

@testable import Store

@Suite struct ConversationLineTests {
  @Test("the common depth is found wherever two chains part, at every length")
  func commonDepth() {
    for length in 0...9 {
      for shared in 0...length {
        for extra in 0...4 {
          let line = ConversationLine(number: 0, chain: chain(shared: length, then: 0))
          let other = chain(shared: shared, then: extra)
          #expect(line.commonDepth(with: other) == shared)
        }
      }
    }
  }

  @Test("an answer is noted only while the line stands at its request")
  func note() {
    let dialect = DialectName.anthropicMessages
    let message = Fingerprint(of: [1])
    var line = ConversationLine(number: 0, chain: chain(shared: 3, then: 0))
    line.note(answer: message, toRequestOf: 2, in: dialect)
    #expect(line.answer == nil)
    line.note(answer: message, toRequestOf: 3, in: dialect)
    #expect(line.answer == line.chain[2].followed(by: message))
    line.move(to: chain(shared: 5, then: 0))
    #expect(line.answer == nil)
  }

  /// A chain of `shared` hashes common to all chains made here, then some of its own.
  private func chain(shared: Int, then extra: Int) -> [Fingerprint] {
    (0..<shared).map { Fingerprint(high: 0, low: UInt64($0)) }
      + (0..<extra).map { Fingerprint(high: 1, low: UInt64($0)) }
  }
}
