import Conversations
import Testing

@testable import Dialects

@Suite("memory of fingerprints")
struct FingerprintMemoTests {
  private func fingerprint(_ number: Int) -> Fingerprint { Fingerprint(high: 1, low: UInt64(number)) }

  @Test("gives what it was told")
  func remembers() {
    let memo = FingerprintMemo()
    #expect(memo.identity(of: fingerprint(1)) == nil)
    memo.remember(fingerprint(2), of: fingerprint(1))
    #expect(memo.identity(of: fingerprint(1)) == fingerprint(2))
  }

  @Test("forgets what nobody asks for, and keeps what somebody does")
  func forgets() {
    let memo = FingerprintMemo(capacity: 10)
    for number in 0..<100 {
      memo.remember(fingerprint(number), of: fingerprint(number))
      #expect(memo.identity(of: fingerprint(0)) == fingerprint(0))
    }
    let kept = (0..<100).count { memo.identity(of: fingerprint($0)) != nil }
    #expect(kept <= 20)
    #expect(memo.identity(of: fingerprint(1)) == nil)
  }
}
