/// What an event's lines have said of one field so far: lent from the chunk being read, or copied.
struct SSEField: Sendable {
  private(set) var isPresent = false
  private var lent: Range<Int>?
  private var copy: [UInt8] = []

  /// Memory above this many bytes is given back after the event that needed it.
  private static let keptCapacity = 64 << 10

  var count: Int { lent?.count ?? copy.count }

  /// Takes this value in place of an earlier one.
  mutating func set(_ range: Range<Int>) {
    isPresent = true
    lent = range
  }

  /// Takes this value, on a line of its own behind an earlier one.
  mutating func append(_ range: Range<Int>, of chunk: UnsafeRawBufferPointer) {
    if !isPresent { return set(range) }
    keep(from: chunk)
    copy.append(.lineFeed)
    copy.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[range]))
  }

  /// Copies what is lent, before the chunk goes away.
  mutating func keep(from chunk: UnsafeRawBufferPointer) {
    guard let range = lent else { return }
    copy.removeAll(keepingCapacity: true)
    copy.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[range]))
    lent = nil
  }

  func withBytes(in chunk: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
    if let lent { body(UnsafeRawBufferPointer(rebasing: chunk[lent])) } else { copy.withUnsafeBytes(body) }
  }

  mutating func clear() {
    isPresent = false
    lent = nil
    if !copy.isEmpty { copy.removeAll(keepingCapacity: copy.capacity <= SSEField.keptCapacity) }
  }
}
