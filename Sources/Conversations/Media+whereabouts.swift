extension Media {
  /// How large it is, or where, for a model to read.
  public var whereabouts: String {
    switch source {
    case .base64(let data): "\(ByteCount(data.utf8.count * 3 / 4))"
    case .url(let url): url
    case .file(let id): "file \(id)"
    }
  }
}

/// A number of bytes for a model to read: `90 bytes`, `6 KB`.
public struct ByteCount: CustomStringConvertible {
  private let count: Int

  /// So many bytes.
  public init(_ count: Int) { self.count = count }

  /// The number with its unit.
  public var description: String { count < 1000 ? "\(count) bytes" : "\((count + 500) / 1000) KB" }
}
