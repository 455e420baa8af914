/// What a decompressor has put out so far, never more than its limit allows.
struct BoundedOutput: ~Copyable {
  private(set) var bytes: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 64 << 10)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Lets `step` write into a chunk and say how much it wrote; passes on whether it came to an end.
  mutating func fill(
    _ step: (UnsafeMutableBufferPointer<UInt8>) throws(ContentCodingError) -> (written: Int, isEnd: Bool)
  ) throws(ContentCodingError) -> Bool {
    let (written, isEnd) = try chunk.withUnsafeMutableBufferPointer {
      (buffer) throws(ContentCodingError) in try step(buffer)
    }
    guard written <= limit - bytes.count else { throw .tooLarge(limit: limit) }
    bytes.append(contentsOf: chunk[..<written])
    return isEnd
  }
}
