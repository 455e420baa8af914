import Conversations

extension SessionID {
  /// Base 32 without the letters that are mistaken for digits or each other (Crockford's).
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// A new id: 55 random bits.
  static func random(using generator: inout some RandomNumberGenerator) -> SessionID {
    var bits: UInt64 = generator.next()
    var text = [UInt8(ascii: "s")]
    for _ in 0..<11 {
      text.append(alphabet[Int(bits & 31)])
      bits >>= 5
    }
    return SessionID(String(decoding: text, as: UTF8.self))
  }
}
