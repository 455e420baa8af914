/// The hash by which a packed vocabulary is laid out and pieces of text are remembered.
///
/// `scripts/pack_vocabularies.py` computes the same; a change here needs a new version of the packed files.
enum TokenHash {
  private static let first: UInt64 = 0xa076_1d64_78bd_642f
  private static let second: UInt64 = 0xe703_7ed1_a0b4_28db

  /// The hash of one byte or more.
  @inline(__always)
  static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    if count <= 8 { return mix(word(start, count) ^ first, UInt64(count) ^ second) }
    let raw = UnsafeRawPointer(start)
    var state = UInt64(count) &* second
    var offset = 0
    while offset &+ 8 <= count {
      state = mix(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ first, state ^ second)
      offset &+= 8
    }
    if offset < count {
      let last = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      state = mix(last ^ first, state ^ second)
    }
    return state
  }

  /// One to eight bytes in a word; overlapping reads spare a loop.
  @inline(__always)
  private static func word(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    guard count >= 4 else {
      return UInt64(start[0]) &<< 16 | UInt64(start[count &>> 1]) &<< 8 | UInt64(start[count &- 1])
    }
    let raw = UnsafeRawPointer(start)
    let head = raw.loadUnaligned(as: UInt32.self)
    let tail = raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    return UInt64(head) | UInt64(tail) &<< 32
  }

  @inline(__always)
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
