/// A JSON text, checked as a whole and indexed once; its bytes are kept as they came.
///
/// The index is a flat array of 16 bytes per value. Looking at values allocates nothing, and every value knows the
/// range of its bytes, so an untouched part can be forwarded byte for byte.
///
/// What is accepted is RFC 8259 exactly. Bytes in strings need not be UTF-8 and escapes may be half a surrogate
/// pair: the verbatim bytes stay, and decoding puts U+FFFD in their place. Of duplicate keys the last one counts.
public final class JSONDocument: @unchecked Sendable {
  // Unchecked because `JSONReader` rewrites both. It does so only while it holds the sole reference, so nobody
  // who can see a document ever sees it change.

  /// The text.
  public private(set) var bytes: [UInt8]
  private(set) var nodes: [JSONNode]

  /// Parses a whole text.
  ///
  /// - Throws: `JSONError` with the offset of the first fault.
  public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    self.bytes = bytes
    nodes = []
    try parse(limits)
  }

  /// A document without a text, for `JSONReader` to fill.
  init() {
    bytes = []
    nodes = []
  }

  /// The outermost value.
  public var root: JSONValue { JSONValue(self, 0) }

  /// Takes in another text in place of the present one, reusing the memory. For the sole owner only.
  func replace(with text: UnsafeRawBufferPointer, limits: JSONLimits) throws(JSONError) {
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: text)
    try parse(limits)
  }

  private func parse(_ limits: JSONLimits) throws(JSONError) {
    // Taken out of the property so that a typed error can leave the closure without boxing.
    var parsed: [JSONNode] = []
    swap(&parsed, &nodes)
    defer { swap(&parsed, &nodes) }
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      try JSONParser.parse(UnsafeRawBufferPointer(buffer), limits: limits, into: &parsed)
    }
  }
}
