#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The tokens of a byte-pair vocabulary and their ranks, mapped from a packed file and shared by all who count with it.
///
/// A rank is a token's place in the order in which pairs are merged. Looking one up allocates nothing.
public final class Vocabulary: @unchecked Sendable {
  // Sendable: the pointers are into a private read-only mapping and a table that nobody writes any more; both live as long as
  // this object.

  /// What `rank` gives for bytes that are no token; greater than every rank.
  static let none = UInt32.max

  /// Which vocabulary it is.
  public let name: VocabularyName
  /// How many tokens there are.
  public let count: Int
  /// The length of the longest token, in bytes.
  let longest: Int

  private let mapping: UnsafeRawBufferPointer
  private let starts: UnsafePointer<UInt32>
  private let slots: UnsafePointer<UInt32>
  private let text: UnsafePointer<UInt8>
  private let mask: UInt64
  /// The rank of every pair of bytes, the first in the upper half of the index: merging begins with all pairs of a piece.
  private let pairs: UnsafeMutablePointer<UInt32>

  /// Takes over a mapping whose layout and bytes have been checked.
  init(_ name: VocabularyName, _ layout: VocabularyLayout, mapping: UnsafeRawBufferPointer) {
    let base = mapping.baseAddress!
    self.name = name
    self.mapping = mapping
    count = layout.tokens
    longest = layout.longest
    starts = (base + layout.starts).assumingMemoryBound(to: UInt32.self)
    slots = (base + layout.slots).assumingMemoryBound(to: UInt32.self)
    text = (base + layout.text).assumingMemoryBound(to: UInt8.self)
    mask = UInt64(layout.slotCount - 1)
    pairs = Self.pairs(of: text, starts, count)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress!), mapping.count)
    pairs.deallocate()
  }

  private static func pairs(
    of text: UnsafePointer<UInt8>, _ starts: UnsafePointer<UInt32>, _ count: Int
  ) -> UnsafeMutablePointer<UInt32> {
    let pairs = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << 16)
    pairs.initialize(repeating: none, count: 1 << 16)
    for rank in 0..<count where starts[rank + 1] &- starts[rank] == 2 {
      let token = text + Int(starts[rank])
      pairs[Int(token[0]) << 8 | Int(token[1])] = UInt32(rank)
    }
    return pairs
  }

  /// The rank of these bytes as a token; `none` when they are none.
  @inline(__always)
  func rank(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    if length == 2 { return pairs[Int(bytes[0]) &<< 8 | Int(bytes[1])] }
    if length > longest { return Self.none }
    return rank(bytes, length, hash: TokenHash.hash(bytes, length))
  }

  /// The rank of bytes whose hash is known.
  @inline(__always)
  func rank(_ bytes: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> UInt32 {
    let tag = UInt32(truncatingIfNeeded: hash &>> 50)
    var index = hash & mask
    while true {
      let slot = slots[Int(truncatingIfNeeded: index)]
      if slot == 0 { return Self.none }
      if slot &>> 18 == tag {
        let rank = slot & 0x3ffff &- 1
        let start = starts[Int(rank)]
        if Int(starts[Int(rank &+ 1)] &- start) == length, memcmp(text + Int(start), bytes, length) == 0 {
          return rank
        }
      }
      index = (index &+ 1) & mask
    }
  }
}
