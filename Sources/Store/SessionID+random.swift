import Conversations

extension SessionID {
  /// Base 32 without the letters that are mistaken for digits or each other (Crockford's).
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// A new id: 55 random bits, which two of a million sessions share with odds of one in seventy thousand.
  static func random() -> SessionID {
    var bits = UInt64.random(in: 0...UInt64.max)
    var text = [UInt8(ascii: "s")]
    for _ in 0..<11 {
      text.append(alphabet[Int(bits & 31)])
      bits >>= 5
    }
    return SessionID(String(decoding: text, as: UTF8.self))
  }
}
