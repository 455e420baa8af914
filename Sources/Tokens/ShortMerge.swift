/// Merges the pairs of a short piece by looking through all of them for the lowest rank each time.
///
/// For the few dozen bytes of a word nothing is faster; the length limit keeps the square of it small.
struct ShortMerge: ~Copyable {
  /// The longest piece, in bytes.
  static let longestPiece = 96

  /// Where each part begins, and the end of the last.
  private let starts: UnsafeMutablePointer<Int32>
  /// The rank of each part joined with the next.
  private let ranks: UnsafeMutablePointer<UInt32>

  init() {
    starts = .allocate(capacity: Self.longestPiece + 2)
    ranks = .allocate(capacity: Self.longestPiece + 2)
  }

  deinit {
    starts.deallocate()
    ranks.deallocate()
  }

  /// How many tokens a piece of two bytes or more comes to.
  func count(_ piece: UnsafePointer<UInt8>, _ length: Int, in vocabulary: Vocabulary) -> Int {
    for index in 0...length { starts[index] = Int32(truncatingIfNeeded: index) }
    for index in 0..<length &- 1 { ranks[index] = vocabulary.rank(piece + index, 2) }
    var parts = length
    while parts > 1 {
      let (index, rank) = lowest(parts &- 1)
      if rank == Vocabulary.none { break }
      parts &-= 1
      join(at: index, leaving: parts)
      if index < parts &- 1 { ranks[index] = self.rank(at: index, piece, vocabulary) }
      if index > 0 { ranks[index &- 1] = self.rank(at: index &- 1, piece, vocabulary) }
    }
    return parts
  }

  /// The first of the lowest ranks of so many pairs, at least one.
  @inline(__always)
  private func lowest(_ pairs: Int) -> (index: Int, rank: UInt32) {
    // In two passes: the compiler turns the first into vector instructions.
    var rank = Vocabulary.none
    for index in 0..<pairs { rank = min(rank, ranks[index]) }
    var index = 0
    while ranks[index] != rank { index &+= 1 }
    return (index, rank)
  }

  /// Takes out the boundary behind the part at `index`.
  @inline(__always)
  private func join(at index: Int, leaving parts: Int) {
    let moved = parts &- index
    (starts + index + 1).update(from: starts + index + 2, count: moved)
    (ranks + index).update(from: ranks + index + 1, count: moved)
  }

  @inline(__always)
  private func rank(at index: Int, _ piece: UnsafePointer<UInt8>, _ vocabulary: Vocabulary) -> UInt32 {
    let start = Int(starts[index])
    return vocabulary.rank(piece + start, Int(starts[index &+ 2]) &- start)
  }
}
