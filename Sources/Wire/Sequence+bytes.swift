extension Sequence<UInt8> {
  /// Calls `body` with the bytes in one piece, copied only if they are not in one already.
  @inlinable
  func withContiguousBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) } ?? Array(self).withUnsafeBytes(body)
  }
}
