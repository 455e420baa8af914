/// A value of a JSON text that somebody else keeps alive: good only inside the call that was handed it.
///
/// It reads as `JSONValue` does, which is built on it, and costs nothing to pass around. `JSONReader` and
/// `JSONValue.withUnsafeValue` hand it out; keeping one longer is undefined, as with any unsafe pointer.
public struct UnsafeJSONValue {
  private let text: UnsafeRawPointer
  private let nodes: UnsafePointer<JSONNode>
  let index: Int

  @inline(__always)
  init(_ text: UnsafeRawPointer, _ nodes: UnsafePointer<JSONNode>, _ index: Int) {
    self.text = text
    self.nodes = nodes
    self.index = index
  }

  @inline(__always) private var node: JSONNode { nodes[index] }

  /// What sort of value it is.
  public var kind: JSONValue.Kind { node.kind }

  /// Where it lies in the text; quotes and brackets included.
  public var range: Range<Int> { node.range }

  /// Its bytes as they came.
  @inline(__always)
  public var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text + Int(node.start), count: Int(node.end &- node.start))
  }
}

/// Strings, numbers and words.
extension UnsafeJSONValue {
  /// The text of a string, decoded; what is not text (half a surrogate pair, invalid UTF-8) is U+FFFD.
  public var string: String? {
    guard kind == .string else { return nil }
    if !node.hasEscapes { return String(decoding: unquoted, as: UTF8.self) }
    var decoded: [UInt8] = []
    appendDecoded(to: &decoded)
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Appends the text of a string as valid UTF-8, by the rule of `string`; nothing for other kinds.
  public func appendDecoded(to output: inout [UInt8]) {
    let node = node
    guard node.kind == .string else { return }
    JSONText.appendDecoded(
      unquoted, hasEscapes: node.hasEscapes, hasNonASCII: node.hasNonASCII, to: &output)
  }

  /// Whether this is a string with exactly this text, escapes decoded.
  public func isString(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { isString(UnsafeRawBufferPointer($0)) }
  }

  /// Whether this is a string with exactly this text, escapes decoded.
  func isString(exactly text: String) -> Bool {
    var text = text
    return text.withUTF8 { isString(UnsafeRawBufferPointer($0)) }
  }

  @inline(__always)
  private func isString(_ text: UnsafeRawBufferPointer) -> Bool {
    let node = node
    guard node.kind == .string else { return false }
    if node.isPlain { return unquoted.isEqual(to: text) }
    var decoded: [UInt8] = []
    appendDecoded(to: &decoded)
    return decoded.withUnsafeBytes { $0.isEqual(to: text) }
  }

  /// What is between the quotes of a string.
  @inline(__always)
  private var unquoted: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: text + Int(node.start) + 1, count: Int(node.end &- node.start) &- 2)
  }

  /// A number that is whole and fits. `4096.0` and `4e3` count as whole below 2^53, where doubles stop being exact.
  public var int: Int? {
    guard kind == .number else { return nil }
    if let exact = Int(digits) { return exact }
    guard let double, double.magnitude < 0x1p53 else { return nil }
    return Int(exactly: double)
  }

  /// A number, rounded to the nearest double; nil where it is beyond the range of doubles.
  public var double: Double? {
    guard kind == .number, let value = Double(digits), value.isFinite else { return nil }
    return value
  }

  private var digits: String { String(decoding: bytes, as: UTF8.self) }

  /// `true` or `false`.
  public var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// Whether it is `null`.
  public var isNull: Bool { kind == .null }
}

/// Objects and arrays.
extension UnsafeJSONValue {
  /// How many members or elements; 0 for other kinds. Duplicate keys count each.
  public var count: Int { node.count }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public subscript(_ key: StaticString) -> UnsafeJSONValue? {
    key.withUTF8Buffer { member(UnsafeRawBufferPointer($0)) }
  }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public func member(_ key: String) -> UnsafeJSONValue? {
    var key = key
    return key.withUTF8 { member(UnsafeRawBufferPointer($0)) }
  }

  @inline(__always)
  private func member(_ key: UnsafeRawBufferPointer) -> UnsafeJSONValue? {
    var found: UnsafeJSONValue?
    forEachMember { if $0.isString(key) { found = $1 } }
    return found
  }

  /// Calls `body` with the members of an object in their order, duplicates included; never for other kinds.
  @inline(__always)
  public func forEachMember(_ body: (_ key: UnsafeJSONValue, _ value: UnsafeJSONValue) -> Void) {
    guard kind == .object else { return }
    var child = index + 1
    for _ in 0..<count {
      body(UnsafeJSONValue(text, nodes, child), UnsafeJSONValue(text, nodes, child + 1))
      child = Int(nodes[child + 1].next)
    }
  }

  /// Calls `body` with the elements of an array in their order; never for other kinds.
  @inline(__always)
  public func forEachElement(_ body: (UnsafeJSONValue) -> Void) {
    guard kind == .array else { return }
    var child = index + 1
    for _ in 0..<count {
      body(UnsafeJSONValue(text, nodes, child))
      child = Int(nodes[child].next)
    }
  }
}
