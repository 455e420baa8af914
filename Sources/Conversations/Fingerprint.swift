import CXXHash

/// The 128-bit XXH3 hash that names a message, or a chain of messages, in the store.
///
/// 128 bits make accidental merges of different content negligible. XXH3 is not cryptographic: a fingerprint is a
/// name, never a proof, and never grants access to anything.
public struct Fingerprint: Hashable, Sendable {
  /// The upper 64 bits.
  public let high: UInt64
  /// The lower 64 bits.
  public let low: UInt64

  /// A fingerprint read back from storage.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The fingerprint of some canonical bytes.
  public init(of bytes: UnsafeRawBufferPointer) {
    self.init(XXH3_128bits(bytes.baseAddress, bytes.count))
  }

  /// The fingerprint of some canonical bytes.
  public init(of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Fingerprint(of: $0) }
  }

  private init(_ hash: XXH128_hash_t) {
    self.init(high: hash.high64, low: hash.low64)
  }

  /// The link of a chain: the fingerprint of everything up to here (`self`) followed by one more message.
  public func followed(by message: Fingerprint) -> Fingerprint {
    var words = (high.bigEndian, low.bigEndian, message.high.bigEndian, message.low.bigEndian)
    return withUnsafeBytes(of: &words) { Fingerprint(of: $0) }
  }

  /// The 16 bytes that are stored, most significant first.
  public var bytes: [UInt8] {
    var words = (high.bigEndian, low.bigEndian)
    return withUnsafeBytes(of: &words) { [UInt8]($0) }
  }

  /// A fingerprint from the 16 bytes of `bytes`; nil when there are not 16.
  public init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }
}

extension Fingerprint: CustomStringConvertible {
  /// 32 lower-case hexadecimal digits.
  public var description: String {
    Self.hexadecimal(high) + Self.hexadecimal(low)
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
