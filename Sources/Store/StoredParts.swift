/// How the tokens of a message's parts lie in a row: seven bits to a byte, the lowest first, and the eighth bit where a
/// figure goes on (LEB128). Nearly every part takes two bytes.
enum StoredParts {
  /// The bytes to be stored for some counts; a negative one, which is none, becomes zero.
  static func encode(_ parts: [Int]) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      var rest = UInt(clamping: part)
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(truncatingIfNeeded: rest))
    }
    return bytes
  }

  /// The counts behind stored bytes; nil when the row is damaged.
  static func decode(_ bytes: [UInt8]) -> [Int]? {
    var parts: [Int] = []
    var value = 0
    var shift = 0
    for byte in bytes {
      // Nine bytes carry 63 bits, which is all an Int has above zero.
      guard shift < 63 else { return nil }
      value |= Int(byte & 0x7F) << shift
      shift += 7
      guard byte & 0x80 == 0 else { continue }
      parts.append(value)
      (value, shift) = (0, 0)
    }
    return shift == 0 ? parts : nil
  }
}
