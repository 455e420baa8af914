/// Bytes as text that may stand in a URL or a header field: Base64 with `-` and `_`, without padding (RFC 4648, section 5).
enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// The text of bytes.
  static func text(of bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for sign in 0...group.count { text.append(alphabet[bits >> (18 - 6 * sign) & 63]) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text; nil for one that is not what `text(of:)` gives for any.
  static func bytes(of text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for character in text.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      bits = (bits << 6 | value) & 0xFFFF
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> count))
    }
    // Six bits left over are a sign too many, and the others must be empty, or several texts would be the same bytes.
    guard count < 6, bits & (1 << count - 1) == 0 else { return nil }
    return bytes
  }
}
