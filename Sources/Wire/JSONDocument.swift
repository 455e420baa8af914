/// A JSON text, checked as a whole and indexed once; its bytes are kept as they came.
///
/// The index is a flat array of 16 bytes per value. Looking at values allocates nothing, and every value knows the
/// range of its bytes, so an untouched part can be forwarded byte for byte.
///
/// What is accepted is RFC 8259 exactly. Bytes in strings need not be UTF-8 and escapes may be half a surrogate
/// pair: the verbatim bytes stay, and decoding puts U+FFFD in their place. Of duplicate keys the last one counts.
public final class JSONDocument: Sendable {
  /// The text.
  public let bytes: [UInt8]
  let nodes: JSONNodeBuffer

  /// Parses a whole text.
  ///
  /// - Throws: `JSONError` with the offset of the first fault.
  public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    nodes = try bytes.span.withUnsafeBytes { (text) throws(JSONError) in
      try JSONParser.parse(text, limits: limits, reusing: JSONNodeBuffer(minimumCapacity: 0))
    }
    self.bytes = bytes
  }

  /// The outermost value.
  public var root: JSONValue { JSONValue(self, 0) }
}
