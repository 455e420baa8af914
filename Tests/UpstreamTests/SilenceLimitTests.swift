import Testing

@testable import Upstream

@Suite struct SilenceLimitTests {
  private let second: UInt64 = 1_000_000_000

  @Test("before the first byte the limit on it holds, from the start")
  func firstByte() {
    let silence = SilenceLimit(firstByte: .seconds(10), idle: .seconds(2), now: 5 * second)
    #expect(silence.verdict(at: 5 * second) == .lookAgain(milliseconds: 10_000))
    #expect(silence.verdict(at: 15 * second - 1) == .lookAgain(milliseconds: 1))
    #expect(silence.verdict(at: 15 * second) == .expired(.firstByteTimeout(.seconds(10))))
  }

  @Test("every byte gives the next one the whole limit on silence")
  func idle() {
    var silence = SilenceLimit(firstByte: .seconds(10), idle: .seconds(2), now: 0)
    for time in [1, 2, 4, 6] as [UInt64] {
      silence.noteBytes(at: time * second)
      #expect(silence.verdict(at: time * second + second / 2) == .lookAgain(milliseconds: 1500))
    }
    #expect(silence.verdict(at: 8 * second) == .expired(.idleTimeout(.seconds(2))))
  }

  @Test("while nobody reads, nothing expires")
  func paused() {
    var silence = SilenceLimit(firstByte: .seconds(10), idle: .seconds(2), now: 0)
    silence.noteBytes(at: 0)
    silence.pause()
    #expect(silence.verdict(at: 1000 * second) == .lookAgain(milliseconds: 2000))
    silence.resume(at: 1000 * second)
    #expect(silence.verdict(at: 1001 * second) == .lookAgain(milliseconds: 1000))
    #expect(silence.verdict(at: 1002 * second) == .expired(.idleTimeout(.seconds(2))))
  }
}
