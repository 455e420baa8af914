/// Finds where a JSON object that arrives in fragments is complete.
struct JSONObjectEnd {
  private var depth = 0
  /// Whether the bytes so far end within a string.
  private(set) var isInsideString = false
  private var isEscaped = false
  /// Whether the object is complete.
  private(set) var isReached = false

  /// Takes the next bytes of the object; gives how many of them belong to it.
  mutating func feed(_ bytes: ArraySlice<UInt8>) -> Int {
    for index in bytes.indices {
      if isReached { return index - bytes.startIndex }
      take(bytes[index])
    }
    return bytes.count
  }

  private mutating func take(_ byte: UInt8) {
    if isInsideString {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isInsideString = false
      }
      return
    }
    switch byte {
    case UInt8(ascii: "\""): isInsideString = true
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      depth -= 1
      isReached = depth <= 0
    default: break
    }
  }
}
