/// How large a picture is, in pixels, as its file's head says.
public struct ImageSize: Sendable, Equatable {
  /// From left to right.
  public var width: Int
  /// From top to bottom.
  public var height: Int

  /// A size; both at least 1.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The size of a PNG, JPEG, GIF or WebP file in Base64; nil when it is none, or is damaged before its size is told.
  public init?(base64: UnsafeRawBufferPointer) {
    let file = Base64Bytes(base64)
    guard
      let size = Self.png(file) ?? Self.gif(file) ?? Self.webP(file) ?? Self.jpeg(file),
      size.width > 0, size.height > 0
    else { return nil }
    self = size
  }

  /// PNG specification, 11.2.1: the header chunk comes first.
  private static func png(_ file: Base64Bytes) -> ImageSize? {
    guard file.has([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], at: 0), file.has("IHDR", at: 12),
      let width = file.bigEndian(at: 16, bytes: 4), let height = file.bigEndian(at: 20, bytes: 4)
    else { return nil }
    return ImageSize(width: width, height: height)
  }

  /// GIF89a specification, 18: the logical screen.
  private static func gif(_ file: Base64Bytes) -> ImageSize? {
    guard file.has("GIF8", at: 0), let width = file.littleEndian(at: 6, bytes: 2),
      let height = file.littleEndian(at: 8, bytes: 2)
    else { return nil }
    return ImageSize(width: width, height: height)
  }

  /// RFC 9649: three sorts of first chunk, each with its own place for the size.
  private static func webP(_ file: Base64Bytes) -> ImageSize? {
    guard file.has("RIFF", at: 0), file.has("WEBP", at: 8) else { return nil }
    if file.has("VP8X", at: 12), let width = file.littleEndian(at: 24, bytes: 3),
      let height = file.littleEndian(at: 27, bytes: 3)
    {
      return ImageSize(width: width + 1, height: height + 1)
    }
    if file.has("VP8L", at: 12), let bits = file.littleEndian(at: 21, bytes: 4) {
      return ImageSize(width: bits & 0x3fff + 1, height: bits >> 14 & 0x3fff + 1)
    }
    guard file.has("VP8 ", at: 12), let width = file.littleEndian(at: 26, bytes: 2),
      let height = file.littleEndian(at: 28, bytes: 2)
    else { return nil }
    return ImageSize(width: width & 0x3fff, height: height & 0x3fff)
  }

  /// ITU T.81, B.1.1 and B.2.2: segments follow one another until one of them starts the frame.
  private static func jpeg(_ file: Base64Bytes) -> ImageSize? {
    guard file.has([0xff, 0xd8], at: 0) else { return nil }
    var place = 2
    while let lead = file[place], lead == 0xff, let marker = file[place + 1] {
      switch marker {
      case 0xff: place += 1
      case 0x01, 0xd0...0xd8: place += 2
      case 0xc0...0xc3, 0xc5...0xc7, 0xc9...0xcb, 0xcd...0xcf: return frame(file, at: place)
      default:
        guard let length = file.bigEndian(at: place + 2, bytes: 2), length >= 2 else { return nil }
        place += 2 + length
      }
    }
    return nil
  }

  private static func frame(_ file: Base64Bytes, at place: Int) -> ImageSize? {
    guard let height = file.bigEndian(at: place + 5, bytes: 2),
      let width = file.bigEndian(at: place + 7, bytes: 2)
    else { return nil }
    return ImageSize(width: width, height: height)
  }
}
