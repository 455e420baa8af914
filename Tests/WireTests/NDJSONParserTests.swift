import TestKit
import Testing
import Wire

@Suite("Lines of JSON, read")
struct NDJSONParserTests {
  @Test(
    "a line is a text, and one of white space is none",
    arguments: [
      ("{}\n[1]\n", ["{}", "[1]"]), ("{}\r\n1\r\n", ["{}\r", "1\r"]), ("\n\n \t\r\n{}\n\n", ["{}"]),
      ("{}", ["{}"]), ("1\n2", ["1", "2"]), ("1\n \t", ["1"]), ("", []), ("\n", []), ("a b\n", ["a b"]),
      (" {} \n", [" {} "]), ("\"é日😀\"\n", ["\"é日😀\""]), ("1\r2\n", ["1\r2"]),
    ])
  func reading(stream: String, lines: [String]) throws {
    let bytes = Array(stream.utf8)
    #expect(try read(bytes, cutAt: []) == lines)
    #expect(try read(bytes, cutAt: Array(bytes.indices)) == lines, "byte by byte")
    for cut in bytes.indices { #expect(try read(bytes, cutAt: [cut]) == lines, "cut at byte \(cut)") }
  }

  @Test("any bytes at all, cut anyhow, give what they give whole")
  func randomChunks() throws {
    var random = SeededGenerator()
    let pieces = ["{}", "\n", "\r\n", " ", "x", "é", "\u{0}"]
    for _ in 0..<1_000 {
      let stream = (0..<Int.random(in: 0..<40, using: &random)).flatMap { _ in
        Array(pieces.randomElement(using: &random)!.utf8)
      }
      let cuts = stream.indices.filter { _ in random.once(in: 4) }
      #expect(try read(stream, cutAt: cuts) == read(stream, cutAt: []))
    }
  }

  @Test("a line that lies whole in a chunk is lent out of it, without a copy")
  func lending() throws {
    let stream = Array("\n{}\n[]\n".utf8)
    try stream.withUnsafeBytes { chunk in
      var parser = NDJSONParser()
      var count = 0
      try parser.feed(chunk) { line in
        count += 1
        #expect(
          line.baseAddress! >= chunk.baseAddress! && line.baseAddress! < chunk.baseAddress! + chunk.count)
      }
      #expect(count == 2)
    }
  }

  @Test("a line above the limit is refused however it is cut, and what came before it is given")
  func limits() throws {
    for (stream, fits) in [
      ("12345678\n", true), ("123456789\n", false), ("12345678", true), ("123456789", false),
      ("1234567\r\n", true), ("12345678\r\n", false),
    ] {
      let bytes = Array("1\n\(stream)".utf8)
      for cuts in [[], Array(bytes.indices)] {
        let (lines, error) = outcome(of: bytes, cutAt: cuts, limit: 8)
        #expect(lines.first == "1" && lines.count == (fits ? 2 : 1), "\(stream)")
        #expect(error == (fits ? nil : .lineTooLarge(limit: 8)), "\(stream)")
      }
    }
    #expect(
      NDJSONError.lineTooLarge(limit: 8).description == "a line of the stream is larger than 8 bytes")
  }

  private func read(_ bytes: [UInt8], cutAt cuts: [Int]) throws -> [String] {
    let (lines, error) = outcome(of: bytes, cutAt: cuts, limit: 1 << 20)
    if let error { throw error }
    return lines
  }

  private func outcome(
    of bytes: [UInt8], cutAt cuts: [Int], limit: Int
  ) -> (lines: [String], error: NDJSONError?) {
    var parser = NDJSONParser(maxLine: limit)
    var lines: [String] = []
    let note = { (line: UnsafeRawBufferPointer) in lines.append(String(decoding: line, as: UTF8.self)) }
    var start = 0
    do throws(NDJSONError) {
      for end in cuts + [bytes.count] {
        let chunk = Array(bytes[start..<end])
        try chunk.span.withUnsafeBytes { (chunk) throws(NDJSONError) in try parser.feed(chunk, note) }
        start = end
      }
    } catch {
      return (lines, error)
    }
    parser.finish(note)
    return (lines, nil)
  }
}
