/// Why a text is not acceptable JSON, and where.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong at the offset.
  public enum Reason: Sendable, Equatable {
    /// There is nothing but white space.
    case empty
    /// The text stops in the middle of a value.
    case unexpectedEnd
    /// A byte that cannot stand here: wrong punctuation, a bad escape, a leading zero.
    case unexpectedByte(UInt8)
    /// A control character inside a string, which JSON wants escaped.
    case controlCharacter(UInt8)
    /// The text begins with a byte order mark, which RFC 8259 section 8.1 forbids to send.
    case byteOrderMark
    /// Something other than white space follows the value.
    case trailingByte(UInt8)
    /// Nested deeper than this limit.
    case tooDeep(limit: Int)
    /// More values than this limit.
    case tooManyValues(limit: Int)
    /// Longer than this many bytes, the most that 32-bit offsets reach.
    case tooLong(limit: Int)
  }

  /// Bytes before the fault.
  public var offset: Int
  /// What is wrong there.
  public var reason: Reason

  /// An error for this reason at this offset.
  public init(_ reason: Reason, at offset: Int) {
    self.offset = offset
    self.reason = reason
  }

  /// The fault as a sentence for people, such as `unexpected byte 0x7d at offset 17`.
  public var description: String {
    switch reason {
    case .empty: "the JSON text is empty"
    case .unexpectedEnd: "the JSON text ends too early, at offset \(offset)"
    case .unexpectedByte(let byte): "unexpected byte \(hexadecimal(byte)) at offset \(offset)"
    case .controlCharacter(let byte):
      "unescaped control character \(hexadecimal(byte)) in a string at offset \(offset)"
    case .byteOrderMark: "the JSON text begins with a byte order mark"
    case .trailingByte(let byte):
      "unexpected byte \(hexadecimal(byte)) after the JSON value, at offset \(offset)"
    case .tooDeep(let limit): "nested deeper than \(limit) levels at offset \(offset)"
    case .tooManyValues(let limit): "more than \(limit) values at offset \(offset)"
    case .tooLong(let limit): "the JSON text is longer than \(limit) bytes"
    }
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    "0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
