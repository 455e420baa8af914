import CCrypto

/// A key with which the gateway signs, and knows its own signatures again: HMAC-SHA256 (RFC 2104). It prints as dots.
struct SigningKey: Sendable, Equatable {
  /// How long a key is, and a signature, in bytes: as long as what SHA-256 gives; more adds nothing.
  static let byteCount = 32

  /// The key itself, for the one file that keeps it.
  let bytes: [UInt8]

  /// A new key, of the system's randomness.
  init() {
    var random = SystemRandomNumberGenerator()
    bytes = (0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// A key that was kept; nil when it is of another length.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The signature of a message.
  func signature(of message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Self.byteCount)
    var count: UInt32 = 0
    let made = HMAC(EVP_sha256(), bytes, Int32(bytes.count), message, message.count, &signature, &count)
    precondition(made != nil && count == UInt32(Self.byteCount), "libcrypto has no HMAC-SHA256")
    return signature
  }

  /// Whether a signature is this key's; takes as long for a wrong one as for a right one.
  func hasSigned(_ message: [UInt8], as signature: [UInt8]) -> Bool {
    signature.count == Self.byteCount
      && CRYPTO_memcmp(signature, self.signature(of: message), Self.byteCount) == 0
  }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// Dots, always as many.
  var description: String { "••••••••" }

  /// Nothing to see.
  var customMirror: Mirror { Mirror(self, children: []) }
}
