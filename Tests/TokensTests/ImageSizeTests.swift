import Testing

@testable import Tokens

@Suite("The size of a picture")
struct ImageSizeTests {
  private static let png: [UInt8] =
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13] + Array("IHDR".utf8) + [
      0, 0, 3, 32, 0, 0, 2, 88,
    ]
  private static let gif = Array("GIF89a".utf8) + [0x20, 0x03, 0x58, 0x02]
  private static let jpeg: [UInt8] =
    [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xdb, 0, 2, 0xff, 0xc2, 0, 11, 8, 2, 88, 3, 32]
  private static let lossy =
    riff("VP8 ") + [UInt8](repeating: 0, count: 10) + [0x20, 0x43, 0x58, 0x82]
  private static let lossless = riff("VP8L") + [0, 0, 0, 0, 0x2f, 0x1f, 0xc3, 0x95, 0x00]
  private static let extended = riff("VP8X") + [UInt8](repeating: 0, count: 8) + [0x1f, 3, 0, 0x57, 2, 0]

  private static func riff(_ chunk: String) -> [UInt8] {
    Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP\(chunk)".utf8)
  }

  @Test(
    "is read from the head of every kind of file, and nothing is made of a head that is cut",
    arguments: [png, gif, jpeg, lossy, lossless, extended])
  func heads(file: [UInt8]) {
    #expect(size(of: file) == ImageSize(width: 800, height: 600))
    for cut in 0..<file.count - 1 { #expect(size(of: Array(file[..<cut])) == nil, "\(cut)") }
  }

  @Test("is not made up for what is no picture, is empty, or is no Base64")
  func noPictures() {
    #expect(size(of: Array("%PDF-1.7 and more of a document".utf8)) == nil)
    #expect(size(of: Self.png.dropLast(4) + [0, 0, 0, 0]) == nil)
    for text in ["", "!", "iVBORw0KGgo!!!!", "日本語"] {
      #expect(Array(text.utf8).withUnsafeBytes { ImageSize(base64: $0) } == nil)
    }
  }

  private func size(of file: [UInt8]) -> ImageSize? {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: file.count, by: 3) {
      let group = file[start..<min(start + 3, file.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < file.count ? Int(file[start + $1]) : 0) }
      text += (0...group.count).map { digits[bits >> (18 - 6 * $0) & 63] }
      text += [UInt8](repeating: UInt8(ascii: "="), count: 3 - group.count)
    }
    return text.withUnsafeBytes { ImageSize(base64: $0) }
  }
}
