#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension UnsafeRawBufferPointer {
  /// How many bytes stand before the first `byte`; nil if there is none.
  @inline(__always)
  func firstOffset(of byte: UInt8) -> Int? {
    guard let baseAddress, let found = memchr(baseAddress, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(found) - baseAddress
  }

  /// Whether these are the very bytes of `other`.
  @inline(__always)
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let baseAddress, let otherBase = other.baseAddress else { return true }
    return memcmp(baseAddress, otherBase, count) == 0
  }

  /// Whether these are the very bytes of `text`.
  @inline(__always)
  func isEqual(to text: StaticString) -> Bool {
    text.withUTF8Buffer { isEqual(to: UnsafeRawBufferPointer($0)) }
  }
}
