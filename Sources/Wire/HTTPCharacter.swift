/// The character classes of HTTP's grammar (RFC 9110, section 5).
enum HTTPCharacter {
  /// A character of a token: a method or a field name.
  static func isToken(_ byte: UInt8) -> Bool {
    // One bit per ASCII code: ! # $ % & ' * + - . ^ _ ` | ~, digits and letters.
    let low: UInt64 = 0x03FF_6CFA_0000_0000
    let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
    switch byte {
    case 0..<64: return (low >> UInt64(byte)) & 1 != 0
    case 64..<128: return (high >> UInt64(byte - 64)) & 1 != 0
    default: return false
    }
  }

  /// A character a field value may have: visible, space, tab, or beyond ASCII.
  static func isFieldValue(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F || byte == tab
  }

  /// A character of a request target: visible ASCII.
  static func isTarget(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F
  }

  /// A space or tab, which may surround a field value.
  static func isBlank(_ byte: UInt8) -> Bool {
    byte == space || byte == tab
  }

  /// The small letter of a capital one; anything else as it is.
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  /// Whether bytes spell a name that is in small letters.
  static func spells(_ bytes: ArraySlice<UInt8>, _ name: [UInt8]) -> Bool {
    guard bytes.count == name.count else { return false }
    for (byte, expected) in zip(bytes, name) where lowercased(byte) != expected { return false }
    return true
  }

  /// Whether bytes spell a name, capital and small letters being the same.
  static func spells(_ bytes: ArraySlice<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    var expected = name.utf8Start
    for byte in bytes {
      guard lowercased(byte) == lowercased(expected.pointee) else { return false }
      expected += 1
    }
    return true
  }

  /// Bytes without the blanks around them.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop(while: isBlank)
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return bytes
  }

  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")
  static let comma = UInt8(ascii: ",")
  static let semicolon = UInt8(ascii: ";")
}
