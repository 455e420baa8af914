/// One value or key of a parsed text: its kind and where it lies, in 16 bytes.
///
/// Nodes stand in the order of the text. An object's node is followed by key, value, key, value; an array's by
/// its elements; each of those by its own subtree.
struct JSONNode {
  /// Offset of the first byte, which is the quote of a string and the bracket of a container.
  var start: UInt32
  /// Offset behind the last byte; of a container, 0 until it is closed.
  var end: UInt32
  /// Index of the node behind this one's subtree; of an open container, the index of its parent.
  var next: UInt32
  /// Kind in bits 0 to 2, the two string flags in bits 3 and 4, the number of children above.
  private var bits: UInt32

  /// The most children that the bits left for them can count.
  static let maxCount = Int(UInt32.max >> 5)

  @inline(__always)
  init(
    _ kind: JSONValue.Kind, start: Int, end: Int, next: Int, hasEscapes: Bool = false,
    hasNonASCII: Bool = false
  ) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.next = UInt32(truncatingIfNeeded: next)
    bits = UInt32(kind.rawValue) | (hasEscapes ? 8 : 0) | (hasNonASCII ? 16 : 0)
  }

  @inline(__always) var kind: JSONValue.Kind { JSONValue.Kind(rawValue: UInt8(bits & 7))! }
  /// A string with at least one backslash escape.
  @inline(__always) var hasEscapes: Bool { bits & 8 != 0 }
  /// A string with at least one byte over 0x7f, which need not be valid UTF-8.
  @inline(__always) var hasNonASCII: Bool { bits & 16 != 0 }
  /// A string whose bytes are its text.
  @inline(__always) var isPlain: Bool { bits & 24 == 0 }
  /// Elements of an array, members of an object.
  @inline(__always) var count: Int { Int(bits >> 5) }
  @inline(__always) var range: Range<Int> { Int(start)..<Int(end) }

  @inline(__always) mutating func countChild() { bits &+= 32 }
}
