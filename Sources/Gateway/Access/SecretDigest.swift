import CCrypto

/// What is kept of a secret to know it again: its SHA-256.
///
/// Comparing takes a time that depends on the length of what somebody sent, and on nothing of the secret.
struct SecretDigest: Sendable {
  private let bytes: [UInt8]

  /// The digest of a secret, or of what somebody says it is.
  init(of text: String) {
    let text = Array(text.utf8)
    var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    precondition(SHA256(text, text.count, &bytes) != nil, "libcrypto has no SHA-256")
    self.bytes = bytes
  }

  /// Whether a text is the secret.
  func matches(_ candidate: String) -> Bool {
    CRYPTO_memcmp(SecretDigest(of: candidate).bytes, bytes, bytes.count) == 0
  }
}
