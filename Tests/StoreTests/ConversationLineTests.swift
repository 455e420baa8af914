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
    let answer = chain(shared: 0, then: 1)
    var line = ConversationLine(number: 0, chain: chain(shared: 3, then: 0))
    line.note(answer: answer, toRequestOf: 2)
    #expect(line.answer.isEmpty)
    line.note(answer: answer, toRequestOf: 3)
    #expect(line.answer == answer)
    line.move(to: chain(shared: 5, then: 0))
    #expect(line.answer.isEmpty)
  }

  @Test("of an answer in several messages, as many are known as the client echoes")
  func echo() {
    let line = ConversationLine(
      number: 0, chain: chain(shared: 3, then: 0), answer: chain(shared: 0, then: 3))
    for echoed in 0...3 {
      for more in 0...2 {
        let other =
          line.chain + chain(shared: 0, then: echoed)
          + (0..<more).map { Fingerprint(high: 2, low: UInt64($0)) }
        #expect(line.knownDepth(of: other) == 3 + echoed)
      }
    }
    #expect(line.knownDepth(of: chain(shared: 2, then: 3)) == 2)
  }

  /// A chain of `shared` hashes common to all chains made here, then some of its own.
  private func chain(shared: Int, then extra: Int) -> [Fingerprint] {
    (0..<shared).map { Fingerprint(high: 0, low: UInt64($0)) }
      + (0..<extra).map { Fingerprint(high: 1, low: UInt64($0)) }
  }
}
