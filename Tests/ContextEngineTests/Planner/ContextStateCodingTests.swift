import Conversations
import TestKit
import Testing

@testable import ContextEngine

/// How a state is kept.
@Suite("keeping a context state")
struct ContextStateCodingTests {
  /// A state with something in every field.
  private func state() throws -> ContextState {
    var session = RandomSession(seed: 7, usual: 30)
    var bench = Bench(window: 3_000)
    for _ in 0..<14 {
      let request = session.next()
      _ = try bench.plan(request.script, request.hand)
    }
    return try #require(bench.state)
  }

  @Test func `a state that is read back is written as it was`() throws {
    let bytes = try state().encoded()
    #expect(try #require(ContextState(decoding: bytes)).encoded() == bytes)
  }

  @Test func `a damaged state is none, or still one that can be gone on from`() throws {
    let bytes = try state().encoded()
    var random = SeededGenerator(for: "damage")
    for _ in 0..<120 {
      var damaged = bytes
      switch Int.random(in: 0..<3, using: &random) {
      case 0: damaged.removeSubrange(Int.random(in: 0..<bytes.count, using: &random)...)
      case 1:
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
      default:
        let start = Int.random(in: 0..<bytes.count, using: &random)
        damaged.removeSubrange(start..<min(start + 9, bytes.count))
      }
      guard let read = ContextState(decoding: damaged) else { continue }
      var session = RandomSession(seed: 7, usual: 30)
      var bench = Bench(window: 3_000)
      for number in 0..<15 {
        let request = session.next()
        guard number % 7 == 0 else { continue }
        bench.state = read
        let turn = try bench.plan(request.script, request.hand)
        #expect(turn.report.sentTokens > 0)
      }
    }
  }

  @Test(arguments: ["", "{}", "[]", "null", #"{"version":2}"#, #"{"version":1,"records":"zz"}"#])
  func `what is no state is none`(text: String) {
    #expect(ContextState(decoding: Array(text.utf8)) == nil)
  }
}
