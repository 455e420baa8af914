/// Merges the pairs of a long piece, the next one always from a heap: a run of n bytes takes n log n steps.
struct LongMerge {
  private let piece: UnsafePointer<UInt8>
  private let length: Int
  private let vocabulary: Vocabulary
  /// Where the part after the one that begins here begins; meaningful where a part begins.
  private var next: [Int32]
  /// Where the part before the one that begins here begins.
  private var previous: [Int32]
  /// The rank of the pair whose first part begins here; what the heap says of other ranks is out of date.
  private var ranks: [UInt32]
  private var queue = PairQueue()

  /// What was done so far, in look-ups and moves in the heap.
  private(set) var steps = 0

  /// A piece of two bytes or more, which must outlive this value.
  init(_ piece: UnsafePointer<UInt8>, _ length: Int, in vocabulary: Vocabulary) {
    self.piece = piece
    self.length = length
    self.vocabulary = vocabulary
    next = (0...length).map { Int32($0 + 1) }
    previous = (0...length).map { Int32($0 - 1) }
    ranks = [UInt32](repeating: Vocabulary.none, count: length + 1)
  }

  /// How many tokens it comes to.
  mutating func count() -> Int {
    for start in 0..<length - 1 { lookUp(start) }
    var parts = length
    while let (rank, start) = queue.popLowest() {
      if ranks[start] != rank { continue }
      join(start)
      parts -= 1
    }
    steps += queue.moves
    return parts
  }

  private mutating func join(_ start: Int) {
    let middle = Int(next[start])
    let end = Int(next[middle])
    next[start] = Int32(end)
    previous[end] = Int32(start)
    ranks[middle] = Vocabulary.none
    lookUp(start)
    if start > 0 { lookUp(Int(previous[start])) }
  }

  /// Notes the rank of the pair that begins at `start`, where there is one.
  private mutating func lookUp(_ start: Int) {
    let middle = Int(next[start])
    guard middle < length else { return ranks[start] = Vocabulary.none }
    steps += 1
    let rank = vocabulary.rank(piece + start, Int(next[middle]) - start)
    ranks[start] = rank
    if rank != Vocabulary.none { queue.push(rank: rank, start: start) }
  }
}
