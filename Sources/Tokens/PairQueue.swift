/// Pairs of parts by rank, then by place: a binary heap of words that hold both.
struct PairQueue {
  private var heap: [UInt64] = []
  /// How many entries were moved so far.
  private(set) var moves = 0

  /// Adds a pair whose first part begins at `start`.
  mutating func push(rank: UInt32, start: Int) {
    let entry = UInt64(rank) << 32 | UInt64(start)
    heap.append(entry)
    var hole = heap.count - 1
    while hole > 0, entry < heap[(hole - 1) / 2] {
      heap[hole] = heap[(hole - 1) / 2]
      hole = (hole - 1) / 2
      moves += 1
    }
    heap[hole] = entry
  }

  /// Takes out the pair with the lowest rank, of equal ones the first in the text.
  mutating func popLowest() -> (rank: UInt32, start: Int)? {
    guard let lowest = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty { sink(last) }
    return (UInt32(lowest >> 32), Int(lowest & 0xffff_ffff))
  }

  /// Puts an entry in place of the first.
  private mutating func sink(_ entry: UInt64) {
    var hole = 0
    while true {
      var child = 2 * hole + 1
      if child >= heap.count { break }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      if entry <= heap[child] { break }
      heap[hole] = heap[child]
      hole = child
      moves += 1
    }
    heap[hole] = entry
  }
}
