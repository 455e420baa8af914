import CZlib
import TestKit
import Testing
import Wire

@Suite("Content codings")
struct ContentCodingTests {
  private let hello = Array("hello".utf8)

  @Test(
    "a field is read as the codings it lists",
    arguments: [
      ("gzip", [.gzip]), ("GZip", [.gzip]), ("x-gzip", [.gzip]), ("deflate", [.deflate]), ("zstd", [.zstd]),
      ("identity", []), ("", []), (" gzip ,\tzstd ", [.gzip, .zstd]), ("identity, gzip", [.gzip]),
      (",gzip,", [.gzip]),
      ("br", nil), ("compress", nil), ("gzip, br", nil), ("gzip;q=1", nil), ("gzip gzip", nil),
      ("gzip,gzip,gzip", [.gzip, .gzip, .gzip]), ("gzip,gzip,gzip,gzip", nil),
    ] as [(String, [ContentCoding]?)])
  func list(field: String, codings: [ContentCoding]?) {
    #expect(ContentCoding.list(fieldValue: field) == codings)
  }

  @Test(
    "bodies of other programs are decoded",
    arguments: [
      // gzip: one member, two members
      (.gzip, "1f8b08000000000002ffcb48cdc9c9070086a6103605000000"),
      (.gzip, "1f8b08000000000002ffcb48cd01001bf10be5030000001f8b08000000000002ffcbc907009d4a9c5502000000"),
      // zlib wrapper, none
      (.deflate, "789ccb48cdc9c90700062c0215"), (.deflate, "cb48cdc9c90700"),
      // zstd: length unknown, two frames with a skippable one between them
      (.zstd, "28b52ffd005829000068656c6c6f"),
      (.zstd, "28b52ffd2003190000" + "68656c" + "502a4d180100000000" + "28b52ffd2002110000" + "6c6f"),
      (.identity, "68656c6c6f"),
    ] as [(ContentCoding, String)])
  func fixtures(coding: ContentCoding, hexadecimal: String) throws {
    let body = bytes(hexadecimal)
    #expect(try coding.decode(body, limit: 5) == hello)
    #expect(throws: ContentCodingError.tooLarge(limit: 4)) { try coding.decode(body, limit: 4) }
  }

  @Test(
    "a body that stops early, goes on, or is damaged is malformed, wherever it is cut",
    arguments: [
      (.gzip, "1f8b08000000000002ffcb48cdc9c9070086a6103605000000"), (.deflate, "789ccb48cdc9c90700062c0215"),
      (.deflate, "cb48cdc9c90700"), (.zstd, "28b52ffd2005290000" + "68656c6c6f"),
    ] as [(ContentCoding, String)])
  func malformed(coding: ContentCoding, hexadecimal: String) {
    let body = bytes(hexadecimal)
    for length in body.indices {
      #expect(throws: ContentCodingError.malformed) { try coding.decode(Array(body[..<length]), limit: 100) }
    }
    #expect(throws: ContentCodingError.malformed) { try coding.decode(body + [0x78], limit: 100) }
    #expect(throws: ContentCodingError.malformed) {
      try coding.decode([0xff, 0xff, 0xff] + body, limit: 100)
    }
  }

  @Test("a wrong checksum is malformed")
  func checksums() {
    for (coding, hexadecimal) in [
      (.gzip, "1f8b08000000000002ffcb48cdc9c9070087a6103605000000"), (.deflate, "789ccb48cdc9c90700062c0216"),
    ] as [(ContentCoding, String)] {
      #expect(throws: ContentCodingError.malformed) { try coding.decode(bytes(hexadecimal), limit: 100) }
    }
  }

  @Test("bodies of any size come back as they were, and one byte less of room refuses them")
  func roundTrips() throws {
    for size in [0, 1, 511, 65_535, 65_536, 65_537, 131_072, 1_000_000] {
      let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 5) }
      for (coding, compressed) in [
        (.gzip, deflated(body, windowBits: 31)), (.deflate, deflated(body, windowBits: 15)),
        (.deflate, deflated(body, windowBits: -15)), (.zstd, Zstd.compress(body)),
        (.zstd, Zstd.compress(body, level: 19)),
      ] as [(ContentCoding, [UInt8])] {
        #expect(try coding.decode(compressed, limit: size) == body)
        guard size > 0 else { continue }
        #expect(throws: ContentCodingError.tooLarge(limit: size - 1)) {
          try coding.decode(compressed, limit: size - 1)
        }
      }
    }
  }

  @Test("a bomb is refused as soon as it is over the limit")
  func bombs() {
    let zeros = [UInt8](repeating: 0, count: 64 << 20)
    for (coding, bomb) in [
      (.gzip, deflated(zeros, windowBits: 31)), (.zstd, Zstd.compress(zeros)),
    ] as [(ContentCoding, [UInt8])] {
      #expect(bomb.count < 100_000)
      #expect(throws: ContentCodingError.tooLarge(limit: 1000)) { try coding.decode(bomb, limit: 1000) }
    }
  }

  @Test("codings on one another are undone from the last to the first")
  func layers() throws {
    let body = Zstd.compress(deflated(hello, windowBits: 31))
    let codings = try #require(ContentCoding.list(fieldValue: "gzip, zstd"))
    #expect(try ContentCoding.decode(body, codings: codings, limit: 100) == hello)
    #expect(throws: ContentCodingError.malformed) {
      try ContentCoding.decode(body, codings: codings.reversed(), limit: 100)
    }
    #expect(try ContentCoding.decode(hello, codings: [], limit: 5) == hello)
  }

  @Test("a zstd frame may ask for a window of 8 MiB and no more")
  func zstdWindow() throws {
    // A header without a length, the window's byte (its exponent, less 10, times 8), and an empty last block.
    #expect(try Zstd.decompress(bytes("28b52ffd0068010000"), limit: 10) == [])
    #expect(throws: ContentCodingError.malformed) {
      try Zstd.decompress(bytes("28b52ffd0070010000"), limit: 10)
    }
  }

  @Test("damaged bodies are refused or decoded, never more than the limit, and nothing breaks")
  func damage() {
    var random = SeededGenerator()
    let body = Array("a body with some repetition, a body with some repetition".utf8)
    let sources: [(ContentCoding, [UInt8])] = [
      (.gzip, deflated(body, windowBits: 31)), (.deflate, deflated(body, windowBits: 15)),
      (.deflate, deflated(body, windowBits: -15)), (.zstd, Zstd.compress(body)),
    ]
    for _ in 0..<2_000 {
      var (coding, damaged) = sources.randomElement(using: &random)!
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        damaged[damaged.indices.randomElement(using: &random)!] = UInt8.random(in: 0...255, using: &random)
      }
      let decoded = try? coding.decode(damaged, limit: 100)
      #expect((decoded?.count ?? 0) <= 100)
    }
  }
}

/// Compresses with zlib: `windowBits` 31 for gzip, 15 for zlib, -15 for no wrapper.
private func deflated(_ bytes: [UInt8], windowBits: Int32) -> [UInt8] {
  var input = bytes
  var state = z_stream()
  return withUnsafeMutablePointer(to: &state) { stream in
    let size = Int32(MemoryLayout<z_stream>.size)
    deflateInit2_(stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    defer { deflateEnd(stream) }
    return input.withUnsafeMutableBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: Int(deflateBound(stream, UInt(input.count)))) { output, count in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        deflate(stream, Z_FINISH)
        count = output.count - Int(stream.pointee.avail_out)
      }
    }
  }
}

/// The bytes that these digits stand for.
private func bytes(_ hexadecimal: String) -> [UInt8] {
  let digits = hexadecimal.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
