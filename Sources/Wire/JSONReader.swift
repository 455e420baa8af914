/// Reads one small JSON text after another, such as the events of a stream, without allocating for each.
///
/// A value it gives may be kept as long as one likes: the reader reuses a document's memory only when nobody else
/// holds the document any more, and takes a fresh one otherwise.
public struct JSONReader: ~Copyable, Sendable {
  private var document = JSONDocument()
  private let limits: JSONLimits

  /// Memory above this many bytes is given back after a text that needed it.
  private static let keptCapacity = 256 << 10

  /// A reader with these limits for each text.
  public init(limits: JSONLimits = JSONLimits()) { self.limits = limits }

  /// Parses a copy of the text.
  ///
  /// - Throws: `JSONError` with the offset of the first fault.
  public mutating func read(_ text: UnsafeRawBufferPointer) throws(JSONError) -> JSONValue {
    if !isKnownUniquelyReferenced(&document) || document.bytes.capacity > JSONReader.keptCapacity {
      document = JSONDocument()
    }
    try document.replace(with: text, limits: limits)
    return document.root
  }
}
