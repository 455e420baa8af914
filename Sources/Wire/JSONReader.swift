/// Reads one small JSON text after another where it lies, such as the events of a stream, without allocating for
/// each.
public struct JSONReader: ~Copyable, Sendable {
  private var nodes: JSONNodeBuffer?
  private let limits: JSONLimits

  /// An index of more values than this is given back after the text that needed it.
  private static let keptCapacity = 16 << 10

  /// A reader with these limits for each text.
  public init(limits: JSONLimits = JSONLimits()) { self.limits = limits }

  /// Parses a text and calls `body` with its outermost value, which is good during the call only.
  ///
  /// - Throws: `JSONError` with the offset of the first fault; `body` is not called then.
  @inline(__always)
  public mutating func read<Result>(
    _ text: UnsafeRawBufferPointer, _ body: (UnsafeJSONValue) -> Result
  ) throws(JSONError) -> Result {
    let nodes = try JSONParser.parse(text, limits: limits, reusing: self.nodes.take() ?? JSONNodeBuffer())
    let result = body(UnsafeJSONValue(text.baseAddress!, nodes.base, 0))
    if nodes.capacity <= JSONReader.keptCapacity { self.nodes = consume nodes }
    return result
  }
}
