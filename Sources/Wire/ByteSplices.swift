/// Edits to a run of bytes, by range; whatever no edit touches is forwarded as it came.
///
/// Edits may be added in any order. Replaced ranges must not overlap; inserting inside a replaced range is an
/// overlap too, at its borders it is not.
public struct ByteSplices: Sendable {
  private struct Edit {
    var range: Range<Int>
    var bytes: [UInt8]
  }

  private var edits: [Edit] = []

  /// No edits.
  public init() {}

  /// Whether applying gives the source back.
  public var isEmpty: Bool { edits.isEmpty }

  /// Puts `bytes` in place of a range.
  public mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
    if !range.isEmpty || !bytes.isEmpty { edits.append(Edit(range: range, bytes: bytes)) }
  }

  /// Leaves a range out.
  public mutating func remove(_ range: Range<Int>) { replace(range, with: []) }

  /// Puts `bytes` before the byte at `offset`, behind what was inserted there before.
  public mutating func insert(_ bytes: [UInt8], at offset: Int) { replace(offset..<offset, with: bytes) }

  /// The source with all edits made. Edits that overlap or reach beyond the source are a programming error.
  public func applied(to source: [UInt8]) -> [UInt8] {
    if edits.isEmpty { return source }
    // The standard library's sort is stable, which keeps insertions at one offset in their order.
    let ordered = edits.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var output: [UInt8] = []
    output.reserveCapacity(source.count + edits.reduce(0) { $0 + $1.bytes.count - $1.range.count })
    var copied = 0
    for edit in ordered {
      precondition(edit.range.lowerBound >= copied, "edits of the same bytes overlap")
      output.append(contentsOf: source[copied..<edit.range.lowerBound])
      output.append(contentsOf: edit.bytes)
      copied = edit.range.upperBound
    }
    output.append(contentsOf: source[copied...])
    return output
  }
}
