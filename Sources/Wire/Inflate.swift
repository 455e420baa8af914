import CZlib

/// zlib's decompressor over a whole body.
enum Inflate {
  /// What is around the compressed data.
  enum Wrapper {
    case gzip, zlib, none

    /// The `windowBits` argument that says so: 15 for the largest window, plus 16 for gzip, negative for no wrapper.
    fileprivate var windowBits: Int32 {
      switch self {
      case .gzip: 15 + 16
      case .zlib: 15
      case .none: -15
      }
    }
  }

  /// Whether a `deflate` body has the wrapper it should have, by the check bits of RFC 1950 section 2.2.
  static func wrapper(of body: [UInt8]) -> Wrapper {
    guard body.count >= 2 else { return .zlib }
    let isHeader = body[0] & 0x8f == 0x08 && (Int(body[0]) << 8 + Int(body[1])) % 31 == 0
    return isHeader ? .zlib : .none
  }

  /// Decompresses all of `body`; several gzip members in a row become one output.
  static func decode(_ body: [UInt8], as wrapper: Wrapper, limit: Int) throws(ContentCodingError) -> [UInt8] {
    let stream = Stream(wrapper)
    return try body.withUnsafeBufferPointer { (input) throws(ContentCodingError) in
      var output = BoundedOutput(limit: limit)
      var position = 0
      while true {
        let end = try output.fill { (chunk) throws(ContentCodingError) in
          try stream.step(UnsafeBufferPointer(rebasing: input[position...]), into: chunk, consumed: &position)
        }
        guard end else { continue }
        if position == input.count { return output.bytes }
        guard wrapper == .gzip else { throw .malformed }
        stream.reset()
      }
    }
  }

  /// zlib's state, which may not move in memory: it checks its own address.
  private struct Stream: ~Copyable {
    private let state: UnsafeMutablePointer<z_stream>

    init(_ wrapper: Wrapper) {
      state = .allocate(capacity: 1)
      state.initialize(to: z_stream())
      // `inflateInit2` is a macro around this.
      let result = inflateInit2_(state, wrapper.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      precondition(result == Z_OK, "zlib has no memory, or is not the version this was built with")
    }

    deinit {
      inflateEnd(state)
      state.deallocate()
    }

    func reset() { inflateReset(state) }

    /// Decompresses some of the input; true at the end of the data, with `count` bytes of the chunk written.
    func step(
      _ input: UnsafeBufferPointer<UInt8>, into chunk: UnsafeMutableBufferPointer<UInt8>, consumed: inout Int
    ) throws(ContentCodingError) -> (written: Int, isEnd: Bool) {
      state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      state.pointee.avail_in = UInt32(clamping: input.count)
      state.pointee.next_out = chunk.baseAddress
      state.pointee.avail_out = UInt32(clamping: chunk.count)
      let offered = Int(state.pointee.avail_in)
      let result = inflate(state, Z_NO_FLUSH)
      consumed += offered - Int(state.pointee.avail_in)
      // Z_BUF_ERROR, no progress, can only mean that the input stopped early: there is always room for output.
      guard result == Z_OK || result == Z_STREAM_END else { throw .malformed }
      return (chunk.count - Int(state.pointee.avail_out), result == Z_STREAM_END)
    }
  }
}
