import Testing

@testable import Conversations

@Suite("Fingerprints")
struct FingerprintTests {
  @Test("a fingerprint is XXH3-128 of the bytes, as xxhsum prints it")
  func knownValue() {
    #expect(Fingerprint(of: Array("".utf8)).description == "99aa06d3014798d86001c324468d497f")
  }

  @Test("the stored bytes give the fingerprint back, and nothing else does")
  func bytes() {
    let fingerprint = Fingerprint(of: Array("message".utf8))
    #expect(fingerprint.bytes.withUnsafeBytes { Fingerprint(bytes: $0) } == fingerprint)
    #expect(fingerprint.bytes.dropLast().withUnsafeBytes { Fingerprint(bytes: $0) } == nil)
  }

  @Test("a chain depends on every message, on their order and on the dialect")
  func chains() {
    let (a, b) = (Fingerprint(of: [1]), Fingerprint(of: [2]))
    let start = DialectName.anthropicMessages.emptyChain
    let chains = [
      start, start.followed(by: a), start.followed(by: a).followed(by: b),
      start.followed(by: b).followed(by: a),
      start.followed(by: a).followed(by: a), DialectName.openAIChat.emptyChain.followed(by: a),
    ]
    #expect(Set(chains).count == chains.count)
  }
}
