/// Writes compact JSON; it puts the commas and colons, the caller opens and closes.
///
/// The output is valid UTF-8 whatever the strings were: bytes that are not become U+FFFD. Only `raw` is trusted.
public struct JSONWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8]
  /// Whether the next key or value stands behind another one.
  private var needsComma = false

  /// A writer with nothing written.
  public init() { bytes = [] }

  /// A writer with nothing written that uses this array's memory.
  public init(reusing storage: consuming [UInt8]) {
    bytes = storage
    bytes.removeAll(keepingCapacity: true)
  }

  /// Opens an object.
  public mutating func beginObject() { open(.leftBrace) }

  /// Closes the object opened last.
  public mutating func endObject() { close(.rightBrace) }

  /// Opens an array.
  public mutating func beginArray() { open(.leftBracket) }

  /// Closes the array opened last.
  public mutating func endArray() { close(.rightBracket) }

  /// Writes a key, whose value is what is written next.
  public mutating func key(_ key: String) {
    var key = key
    key.withUTF8 { self.key(UnsafeRawBufferPointer($0)) }
  }

  private mutating func key(_ key: UnsafeRawBufferPointer) {
    separate()
    appendQuoted(key)
    bytes.append(.colon)
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    var text = text
    text.withUTF8 { string(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Writes a string given as UTF-8; bytes that are not UTF-8 become U+FFFD.
  public mutating func string(bytes text: UnsafeRawBufferPointer) {
    separate()
    appendQuoted(text)
  }

  /// Writes a string given as UTF-8; bytes that are not UTF-8 become U+FFFD.
  @inlinable
  public mutating func string(bytes text: some Sequence<UInt8>) {
    text.withContiguousBytes { string(bytes: $0) }
  }

  /// A string by itself.
  public static func string(_ text: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text)
    return writer.bytes
  }

  /// Writes a whole number.
  public mutating func number(_ value: Int) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number so that reading it gives the same double; what JSON has no number for becomes `null`.
  public mutating func number(_ value: Double) {
    separate()
    bytes.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
  }

  /// Writes bytes as they are. They must be one JSON value.
  public mutating func raw(_ value: some Collection<UInt8>) {
    separate()
    bytes.append(contentsOf: value)
  }

  /// Writes a value of a document as it came.
  public mutating func raw(_ value: JSONValue) {
    separate()
    value.withBytes { bytes.append(contentsOf: $0) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(.comma) }
    needsComma = true
  }

  private mutating func appendQuoted(_ text: UnsafeRawBufferPointer) {
    bytes.append(.quote)
    JSONText.appendEscaped(text, to: &bytes)
    bytes.append(.quote)
  }
}

/// A key and its value in one call.
extension JSONWriter {
  /// Writes a member that is a string.
  public mutating func field(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  /// Writes a member that is a whole number.
  public mutating func field(_ key: String, _ value: Int) {
    self.key(key)
    number(value)
  }

  /// Writes a member that is a number.
  public mutating func field(_ key: String, _ value: Double) {
    self.key(key)
    number(value)
  }

  /// Writes a member that is `true` or `false`.
  public mutating func field(_ key: String, _ value: Bool) {
    self.key(key)
    bool(value)
  }

  /// Writes a member that is a value of a document, as it came.
  public mutating func field(_ key: String, _ value: JSONValue) {
    self.key(key)
    raw(value)
  }
}
