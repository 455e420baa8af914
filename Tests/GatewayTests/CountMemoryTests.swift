import Conversations
import Testing

@testable import Gateway

@Suite("Remembering counts")
struct CountMemoryTests {
  private func fingerprint(_ number: Int) -> Fingerprint { Fingerprint(of: Array("\(number)".utf8)) }

  @Test func `gives what it was told, for that tokenizer`() {
    var memory = CountMemory()
    memory.remember([MessageCount(source: fingerprint(1), parts: [3, 4])], tokenizer: "a")
    #expect(memory.counts(of: [fingerprint(1), fingerprint(2)], tokenizer: "a") == [fingerprint(1): [3, 4]])
    #expect(memory.counts(of: [fingerprint(1)], tokenizer: "b").isEmpty)
  }

  @Test func `forgets what nobody asks for, and keeps what somebody does`() {
    var memory = CountMemory(capacity: 10)
    memory.remember([MessageCount(source: fingerprint(0), parts: [1])], tokenizer: "a")
    memory.remember([MessageCount(source: fingerprint(1), parts: [1])], tokenizer: "a")
    for number in 2..<100 {
      memory.remember([MessageCount(source: fingerprint(number), parts: [1])], tokenizer: "a")
      _ = memory.counts(of: [fingerprint(0)], tokenizer: "a")
    }
    #expect(memory.counts(of: [fingerprint(0), fingerprint(1)], tokenizer: "a").count == 1)
  }
}
