import Conversations
import Wire

/// About how many tokens of text are in a value of JSON, without reading it.
///
/// What has no white space for long is a picture or a vendor's sealed reasoning: it costs its model about as much as a
/// picture, not what its bytes would cost as text.
enum PromptLength {
  /// Values up to this size are taken for text altogether, in bytes.
  private static let plain = 8 << 10
  /// Strings from this size on are looked at, in bytes.
  private static let longString = 4 << 10
  /// How much of the end of a string is looked at, in bytes; the beginning of a data URL says what it holds.
  private static let glance = 256
  /// The most values that are looked at within one. What has more is data, all text.
  private static let mostValues = 2_000

  /// The tokens in a value; 0 without one.
  static func tokens(in value: JSONValue?) -> Int {
    value.map { value in value.withUnsafeValue { tokens(in: $0) } } ?? 0
  }

  private static func tokens(in value: UnsafeJSONValue) -> Int {
    var bytes = value.bytes.count
    guard bytes > plain else { return TokenEstimate.likelyTokens(forBytes: bytes) }
    var values = 0
    var sealed = 0
    look(into: value, &values) { string in
      bytes -= string
      sealed += 1
    }
    return TokenEstimate.likelyTokens(forBytes: bytes) + sealed * TokenEstimate.picture
  }

  private static func look(
    into value: UnsafeJSONValue, _ values: inout Int, found: (_ bytes: Int) -> Void
  ) {
    values += 1
    guard values <= mostValues, value.bytes.count >= longString else { return }
    if value.kind == .string {
      if isSealed(value.bytes) { found(value.bytes.count) }
      return
    }
    value.forEachElement { look(into: $0, &values, found: found) }
    value.forEachMember { _, member in look(into: member, &values, found: found) }
  }

  private static func isSealed(_ string: UnsafeRawBufferPointer) -> Bool {
    string.dropLast().suffix(glance).allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
