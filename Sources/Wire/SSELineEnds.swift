/// Finds the line ends of a chunk, each byte of which is searched once for either kind, however they mix.
struct SSELineEnds {
  private let chunk: UnsafeRawBufferPointer
  private var nextLineFeed = -1
  private var nextCarriageReturn = -1

  init(of chunk: UnsafeRawBufferPointer) { self.chunk = chunk }

  /// The first LF, CR or CRLF at `position` or behind; a CR at the very end counts as one already.
  mutating func first(from position: Int) -> Range<Int>? {
    if nextLineFeed < position { nextLineFeed = offset(of: .lineFeed, from: position) }
    if nextCarriageReturn < position { nextCarriageReturn = offset(of: .carriageReturn, from: position) }
    let start = min(nextLineFeed, nextCarriageReturn)
    guard start < chunk.count else { return nil }
    let isPair = nextLineFeed == start + 1 && nextLineFeed < chunk.count
    return start..<(isPair ? start + 2 : start + 1)
  }

  /// Where the byte stands next; the end of the chunk if nowhere.
  private func offset(of byte: UInt8, from position: Int) -> Int {
    let found = UnsafeRawBufferPointer(rebasing: chunk[position...]).firstOffset(of: byte)
    return found.map { position + $0 } ?? chunk.count
  }
}
