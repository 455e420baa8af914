import Testing
import Wire

@testable import Upstream

@Suite struct ResponseHeadReaderTests {
  private func reader(_ lines: String...) throws -> ResponseHeadReader {
    var reader = ResponseHeadReader()
    for line in lines { try append(line, to: &reader) }
    return reader
  }

  private func append(_ line: String, to reader: inout ResponseHeadReader) throws {
    try Array("\(line)\r\n".utf8).withUnsafeBytes { try reader.append(line: $0) }
  }

  @Test("a head is complete with its empty line")
  func plain() throws {
    var reader = try reader("HTTP/1.1 529 Site is overloaded", "Retry-After: 5")
    #expect(reader.head == nil)
    try append("", to: &reader)
    #expect(reader.head?.status == 529)
    #expect(reader.head?.fields["retry-after"] == "5")
  }

  @Test(
    "HTTP/2 status lines and status lines without a phrase are read",
    arguments: ["HTTP/2 204 ", "HTTP/1.0 204"])
  func statusLines(line: String) throws {
    #expect(try reader(line, "").head?.status == 204)
  }

  @Test("provisional heads leave nothing behind")
  func provisional() throws {
    let reader = try reader("HTTP/1.1 103 Early Hints", "Link: a", "", "HTTP/1.1 200 OK", "X: b", "")
    #expect(reader.head?.status == 200)
    #expect(reader.head?.fields.contains("link") == false)
    #expect(reader.head?.fields["x"] == "b")
  }

  @Test("trailers after the head are ignored, however many")
  func trailers() throws {
    var reader = try reader("HTTP/1.1 200 OK", "")
    for number in 0..<1000 { try append("X-\(number): \(String(repeating: "v", count: 100))", to: &reader) }
    #expect(reader.head?.fields.count == 0)
  }

  @Test("a line that is no field is left out")
  func malformedFields() throws {
    let reader = try reader("HTTP/1.1 200 OK", "A: 1", " folded", "no colon", "Sp ace: 2", ": 3", "B: 4", "")
    #expect(reader.head?.fields.count == 2)
    #expect(reader.head?.fields["b"] == "4")
  }

  @Test(
    "what is not a status line of HTTP is no answer",
    arguments: ["HTTP/1.1", "HTTP/1.1 2x0 OK", "HTTP/1.1 101 Switching"])
  func noStatus(line: String) {
    #expect(throws: TransportError.self) { try reader(line, "") }
  }

  @Test("exactly the most fields and bytes allowed are taken, and one more is not")
  func limits() throws {
    func fields(_ count: Int) throws {
      var reader = try reader("HTTP/1.1 200 OK")
      for number in 0..<count { try append("X: \(number)", to: &reader) }
      try append("", to: &reader)
    }
    func bytes(_ count: Int) throws {
      // Status line, field, empty line: 17 + 4 + 2 + 2 bytes around the value.
      _ = try reader("HTTP/1.1 200 OK", "XX: " + String(repeating: "v", count: count - 25), "")
    }
    try fields(ResponseHeadReader.maxFields)
    #expect(throws: TransportError.tooLarge) { try fields(ResponseHeadReader.maxFields + 1) }
    try bytes(ResponseHeadReader.maxBytes)
    #expect(throws: TransportError.tooLarge) { try bytes(ResponseHeadReader.maxBytes + 1) }
  }
}
