#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The tokens of a byte-pair vocabulary and their ranks, mapped from a packed file and shared by all who count with it.
///
/// A rank is a token's place in the order in which pairs are merged. Looking one up allocates nothing.
public final class Vocabulary: @unchecked Sendable {
  // Sendable: the pointers are into a private read-only mapping that lives as long as this object.

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
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress!), mapping.count) }

  /// The rank of these bytes as a token; `none` when they are none.
  @inline(__always)
  func rank(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
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
