/// Digits and letters, which every API accepts in an id.
enum Base62 {
  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// 128 bits in 22 characters.
  static func encode(high: UInt64, low: UInt64) -> String {
    var digits = [UInt8](repeating: alphabet[0], count: 22)
    var (high, low) = (high, low)
    for place in digits.indices.reversed() {
      let (quotient, remainder) = UInt64(62).dividingFullWidth((high % 62, low))
      digits[place] = alphabet[Int(remainder)]
      (high, low) = (high / 62, quotient)
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
