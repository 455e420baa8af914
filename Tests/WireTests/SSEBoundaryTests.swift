import Testing

@testable import Wire

@Suite("SSE boundaries")
struct SSEBoundaryTests {
  @Test(
    "the boundary is behind the last blank line, whatever ends the lines",
    arguments: [
      ("", 0), ("\n", 0), ("data: a\n", 0), ("data: a\n\n", 9), ("data: a\r\n\r\n", 11), ("data: a\r\r", 9),
      ("data: a\n\nda", 9), ("data: a\n\ndata: b\n", 9), ("data: a\n\r\n", 10), ("data: a\r\n", 0),
      (": ping\n\ndata: a\n\n", 17), ("data: a\n\n\n", 10),
    ])
  func boundary(_ text: String, _ end: Int) {
    #expect(SSEBoundary.end(of: Array(text.utf8)) == end)
  }

  @Test("before a boundary, a parser is between events")
  func agreesWithParser() throws {
    let stream = Array("event: a\r\ndata: 1\r\n\r\n: c\n\ndata: 2\ndata: 3\n\ndata: 4\r\rdata: 5\n".utf8)
    for cut in 0...stream.count {
      let end = SSEBoundary.end(of: Array(stream[..<cut]))
      var parser = SSEParser()
      try stream[..<end].withUnsafeBytes { try parser.feed($0) { _ in } }
      #expect(parser.isBetweenEvents, "cut at \(cut), boundary at \(end)")
    }
  }
}
