import CZstd

/// Zstandard compression of whole texts (RFC 8878).
public enum Zstd {
  /// The largest window a frame may ask for: 2^23 bytes, by RFC 9659 section 3. A frame of ten bytes could otherwise
  /// claim 128 MiB of memory.
  private static let maxWindowLog: Int32 = 23

  /// Compresses into one frame that states its length.
  ///
  /// - Parameter level: 1 is fast, 3 the library's default, 19 slow.
  public static func compress(_ bytes: [UInt8], level: Int = 1) -> [UInt8] {
    let bound = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      let result = ZSTD_compress(output.baseAddress, bound, bytes, bytes.count, Int32(clamping: level))
      precondition(ZSTD_isError(result) == 0, "zstd has no memory")
      count = result
    }
  }

  /// Decompresses all frames.
  ///
  /// - Parameter limit: most bytes it may become.
  /// - Throws: `ContentCodingError`, also for bytes that stop early or go on behind the last frame.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(ContentCodingError) -> [UInt8] {
    let stream = Stream()
    return try bytes.withUnsafeBufferPointer { (source) throws(ContentCodingError) in
      var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
      var output = BoundedOutput(limit: limit)
      while try !output.fill({ (chunk) throws(ContentCodingError) in try stream.step(&input, into: chunk) }) {
      }
      return output.bytes
    }
  }

  private struct Stream: ~Copyable {
    private let context: OpaquePointer

    init() {
      guard let context = ZSTD_createDCtx() else { preconditionFailure("zstd has no memory") }
      self.context = context
      ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Zstd.maxWindowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Decompresses some of the input; it is at the end when all input is read and all frames are complete.
    func step(
      _ input: inout ZSTD_inBuffer, into chunk: UnsafeMutableBufferPointer<UInt8>
    ) throws(ContentCodingError) -> (written: Int, isEnd: Bool) {
      var output = ZSTD_outBuffer(dst: chunk.baseAddress, size: chunk.count, pos: 0)
      let missing = ZSTD_decompressStream(context, &output, &input)
      guard ZSTD_isError(missing) == 0 else { throw .malformed }
      let isRead = input.pos == input.size
      // Room is left, so nothing waits to be flushed: the frame itself is incomplete.
      if isRead && missing > 0 && output.pos < output.size { throw .malformed }
      return (output.pos, isRead && missing == 0)
    }
  }
}
