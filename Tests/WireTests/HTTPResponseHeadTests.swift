import Testing

@testable import Wire

@Suite struct HTTPResponseHeadTests {
  private func encoded(
    _ head: HTTPResponseHead, _ framing: HTTPResponseFraming = .noBody,
    _ connection: HTTPConnectionOption = .implied
  ) -> String {
    var output = Buffer(capacity: 1)
    head.append(to: &output, framing: framing, connection: connection)
    return String(decoding: output.bytes, as: UTF8.self)
  }

  @Test("a head is written with its phrase, its fields in order, and what the sender says of the body")
  func encoding() {
    var head = HTTPResponseHead(status: 200)
    head.fields.append("X-B", "1")
    head.fields.append("x-a", "")
    #expect(encoded(head) == "HTTP/1.1 200 OK\r\nX-B: 1\r\nx-a: \r\n\r\n")
    #expect(encoded(head, .length(12)).hasSuffix("\r\ncontent-length: 12\r\n\r\n"))
    #expect(encoded(head, .chunked).hasSuffix("\r\ntransfer-encoding: chunked\r\n\r\n"))
    #expect(encoded(head, .untilClose, .close).hasSuffix("x-a: \r\nconnection: close\r\n\r\n"))
    #expect(encoded(head, .length(0), .keepAlive).hasSuffix("0\r\nconnection: keep-alive\r\n\r\n"))
  }

  @Test("fields that speak of one connection are left out")
  func connectionFields() {
    var head = HTTPResponseHead(status: 200)
    for name in [
      "Connection", "keep-alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
      "CONTENT-LENGTH",
    ] { head.fields.append(name, "x") }
    #expect(encoded(head) == "HTTP/1.1 200 OK\r\n\r\n")
  }

  @Test("a status without a known phrase still has its space, and a phrase of one's own is kept")
  func phrases() {
    #expect(encoded(HTTPResponseHead(status: 299)) == "HTTP/1.1 299 \r\n\r\n")
    #expect(encoded(HTTPResponseHead(status: 529, reason: "Busy")) == "HTTP/1.1 529 Busy\r\n\r\n")
  }

  @Test("only responses that have one are said to have a body")
  func bodies() {
    #expect([200, 404, 500].allSatisfy { HTTPResponseHead(status: $0).mayHaveBody })
    #expect([100, 101, 204, 304].allSatisfy { !HTTPResponseHead(status: $0).mayHaveBody })
  }

  @Test("chunks of any size are read back as they were written, cut anywhere")
  func chunksRoundTrip() throws {
    for size in [0, 1, 9, 10, 15, 16, 17, 255, 256, 4095, 4096, 70_000] {
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      var output = Buffer(capacity: 1)
      bytes.withUnsafeBytes { ChunkedEncoder.append($0, to: &output) }
      ChunkedEncoder.appendEnd(to: &output)
      for cut in Set([0, 1, 2, output.count / 2, output.count - 1]).filter({ $0 <= output.count }) {
        var decoder = ChunkedDecoder(limits: HTTPLimits())
        var body: [UInt8] = []
        for part in [output.bytes[..<cut], output.bytes[cut...]] {
          #expect(try decoder.feed(UnsafeRawBufferPointer(rebasing: part), into: &body) == part.count)
        }
        #expect(decoder.isDone)
        #expect(body == bytes)
      }
    }
  }

  @Test("the decoder leaves what follows the body to the next request")
  func decoderStops() throws {
    var decoder = ChunkedDecoder(limits: HTTPLimits())
    var body: [UInt8] = []
    let bytes = Array("1\r\na\r\n0\r\n\r\nGET".utf8)
    #expect(try bytes.withUnsafeBytes { try decoder.feed($0, into: &body) } == bytes.count - 3)
    #expect(body == Array("a".utf8))
  }
}
