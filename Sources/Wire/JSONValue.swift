/// A value inside a JSON document: a handle that keeps the document alive.
///
/// Asking for something a value does not have (a member of a number, the text of an array) gives nil or nothing.
public struct JSONValue: Sendable {
  /// What sort of value it is.
  public enum Kind: UInt8, Sendable {
    /// Members in braces.
    case object
    /// Elements in brackets.
    case array
    /// Text in quotes.
    case string
    /// Any number; its digits are kept as they came.
    case number
    /// The word `true`.
    case `true`
    /// The word `false`.
    case `false`
    /// The word `null`.
    case null
  }

  /// The document it belongs to.
  public let document: JSONDocument
  let index: Int

  init(_ document: JSONDocument, _ index: Int) {
    self.document = document
    self.index = index
  }

  /// Calls `body` with the same value as an unsafe one, for reading much of it without keeping the document alive
  /// at every step; it is good during the call only.
  public func withUnsafeValue<Result, Failure: Error>(
    _ body: (UnsafeJSONValue) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try document.bytes.withUnsafeBufferPointer { (text) throws(Failure) in
      try body(UnsafeJSONValue(UnsafeRawPointer(text.baseAddress!), document.nodes.base, index))
    }
  }

  /// Calls `body` with its bytes as they came, without a copy; the pointer is good during the call only.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withUnsafeValue { (value) throws(Failure) in try body(value.bytes) }
  }

  /// Its bytes as they came.
  public var bytes: ArraySlice<UInt8> { document.bytes[range] }

  /// Where it lies in the document's bytes; quotes and brackets included.
  public var range: Range<Int> { document.nodes[index].range }

  /// What sort of value it is.
  public var kind: Kind { document.nodes[index].kind }

  // MARK: Scalars

  /// The text of a string, decoded; what is not text (half a surrogate pair, invalid UTF-8) is U+FFFD.
  public var string: String? { withUnsafeValue { $0.string } }

  /// Appends the text of a string as valid UTF-8, by the rule of `string`; nothing for other kinds.
  public func appendDecoded(to output: inout [UInt8]) { withUnsafeValue { $0.appendDecoded(to: &output) } }

  /// Whether this is a string with exactly this text, escapes decoded.
  public func isString(_ text: StaticString) -> Bool { withUnsafeValue { $0.isString(text) } }

  /// Whether this is a string with exactly this text, escapes decoded.
  func isString(exactly text: String) -> Bool { withUnsafeValue { $0.isString(exactly: text) } }

  /// A number that is whole and fits. `4096.0` and `4e3` count as whole below 2^53, where doubles stop being exact.
  public var int: Int? { withUnsafeValue { $0.int } }

  /// A number, rounded to the nearest double; nil where it is beyond the range of doubles.
  public var double: Double? { withUnsafeValue { $0.double } }

  /// `true` or `false`.
  public var bool: Bool? { withUnsafeValue { $0.bool } }

  /// Whether it is `null`.
  public var isNull: Bool { kind == .null }

  // MARK: Containers

  /// How many members or elements; 0 for other kinds. Duplicate keys count each.
  public var count: Int { document.nodes[index].count }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public subscript(_ key: StaticString) -> JSONValue? { keeping(withUnsafeValue { $0[key]?.index }) }

  /// The member with this key, compared after decoding escapes; of duplicate keys the last one.
  public func member(_ key: String) -> JSONValue? { keeping(withUnsafeValue { $0.member(key)?.index }) }

  /// The members of an object in their order, duplicates included; nothing for other kinds.
  public var members: JSONMembers { JSONMembers(of: self) }

  /// The elements of an array in their order; nothing for other kinds.
  public var elements: JSONElements { JSONElements(of: self) }

  private func keeping(_ index: Int?) -> JSONValue? { index.map { JSONValue(document, $0) } }
}
