/// How many tokens pieces of text came to that had to be merged: most of what is written was written before.
///
/// Each piece has one place, by its hash, and the latest keeps it. A piece is known by 63 bits of its hash alone: two
/// different ones would have to agree in all of them for a count to be wrong.
struct PieceCache: ~Copyable {
  /// Longer pieces, in bytes, hardly ever come again.
  static let longestPiece = 64
  private static let capacity = 1 << 14

  private let entries: UnsafeMutablePointer<(key: UInt64, tokens: UInt32)>

  init() {
    entries = .allocate(capacity: Self.capacity)
    entries.initialize(repeating: (0, 0), count: Self.capacity)
  }

  deinit { entries.deallocate() }

  /// The tokens of the piece with this hash; counts and keeps them when they are not known.
  @inline(__always)
  func tokens(_ hash: UInt64, else count: () -> Int) -> Int {
    let key = hash | 1
    let entry = entries + Int(truncatingIfNeeded: hash &>> 8) & (Self.capacity &- 1)
    if entry.pointee.key == key { return Int(entry.pointee.tokens) }
    let tokens = count()
    entry.pointee = (key, UInt32(tokens))
    return tokens
  }
}
