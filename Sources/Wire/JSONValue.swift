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

  @inline(__always)
  init(_ document: JSONDocument, _ index: Int) {
    self.document = document
    self.index = index
  }

  @inline(__always) var node: JSONNode { document.nodes[index] }

  /// What sort of value it is.
  public var kind: Kind { node.kind }

  /// Where it lies in the document's bytes; quotes and brackets included.
  public var range: Range<Int> { node.range }

  /// Its bytes as they came.
  public var bytes: ArraySlice<UInt8> { document.bytes[range] }

  /// Calls `body` with its bytes as they came, without a copy; the pointer is good during the call only.
  @inline(__always)
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let range = range
    return try document.bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[range])))
    }
  }
}
