import FramingCases
import TestKit
import Testing

@testable import Wire

@Suite struct HTTPRequestParserTests {
  @Test(
    "every malformed request is refused, with the same words however it is cut",
    arguments: FramingCase.refused)
  func refused(_ sample: FramingCase) {
    let whole = Reading(sample.bytes, cutAt: [])
    #expect(whole.requests.isEmpty)
    #expect(whole.error?.status == sample.refusal)
    expectSame(whole, sample)
  }

  @Test("every odd but good request is read, the same however it is cut", arguments: FramingCase.accepted)
  func accepted(_ sample: FramingCase) {
    let whole = Reading(sample.bytes, cutAt: [])
    #expect(whole.error == nil)
    #expect(whole.requests.count == 1)
    #expect(["", "hello"].contains(whole.requests.first?.body))
    expectSame(whole, sample)
  }

  @Test("requests in a row come out in order, cut anywhere")
  func pipelined() {
    let bytes = FramingCase.accepted.flatMap(\.bytes)
    let whole = Reading(bytes, cutAt: [])
    #expect(whole.error == nil)
    #expect(whole.requests.count == FramingCase.accepted.count)
    for cut in bytes.indices { #expect(Reading(bytes, cutAt: [cut]) == whole, "cut at \(cut)") }
  }

  @Test("what follows a malformed request is never read as one")
  func nothingAfterAnError() {
    for sample in FramingCase.refused where sample.bytes.count < 1000 {
      let next = Array("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
      #expect(Reading(sample.bytes + next + next, cutAt: []).requests.isEmpty, "\(sample)")
    }
  }

  @Test("a head tells its parts as they were sent")
  func parts() throws {
    let text =
      "PoST /v1/messages?beta=true&x=%20 HTTP/1.1\r\nHost: a:1\r\nX-One:  two  \r\nx-one: three\r\n\r\n"
    let reading = Reading(Array(text.utf8), cutAt: [])
    let request = try #require(reading.parsed.first)
    #expect(request.method == "PoST")
    #expect(request.target == "/v1/messages?beta=true&x=%20")
    #expect(request.path == "/v1/messages")
    #expect(request.query == "beta=true&x=%20")
    #expect(request.minorVersion == 1)
    #expect(request.fields["x-ONE"] == "two")
    #expect(request.fields.values(of: "x-one") == ["two", "three"])
    #expect(request.fields.count == 3)
  }

  @Test(
    "the connection is kept by default in HTTP/1.1, on demand in HTTP/1.0, and never against the client's word",
    arguments: [
      (1, "X: a", true), (1, "Connection: close", false), (1, "Connection: Keep-Alive, Close", false),
      (1, "Connection: closed", true), (0, "X: a", false), (0, "Connection: keep-alive", true),
      (0, "Connection: x ,\tKEEP-ALIVE", true), (0, "Connection: keep-alive, close", false),
    ])
  func keepsConnection(minorVersion: Int, field: String, keeps: Bool) throws {
    let text = "GET / HTTP/1.\(minorVersion)\r\nHost: a\r\n\(field)\r\n\r\n"
    #expect(try #require(Reading(Array(text.utf8), cutAt: []).parsed.first).keepsConnection == keeps)
  }

  @Test("the caller learns of a body that follows, and whether the client waits for a word")
  func bodyFollows() throws {
    var parser = HTTPRequestParser()
    var input = Buffer()
    input.append("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
    guard case .bodyFollows(expectsContinue: true)? = try parser.next(&input) else {
      Issue.record("the head was not reported")
      return
    }
    #expect(parser.isInBody)
    #expect(try parser.next(&input) == nil)
    input.append("ab")
    guard case .request(let request)? = try parser.next(&input) else {
      Issue.record("the request was not reported")
      return
    }
    #expect(request.body == Array("ab".utf8))
    #expect(!parser.isInBody)
  }

  @Test("a limit is met exactly: what just fits is taken, one more is not")
  func exactLimits() {
    var limits = HTTPLimits()
    (limits.maxHead, limits.maxFields, limits.maxBody) = (100, 3, 10)
    func status(_ text: String) -> Int? { Reading(Array(text.utf8), cutAt: [], limits: limits).error?.status }
    let head = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    let padding = 100 - head.utf8.count - 4
    #expect(status(head + String(repeating: "a", count: padding) + "\r\n\r\n") == nil)
    #expect(status(head + String(repeating: "a", count: padding + 1) + "\r\n\r\n") == 431)
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\nX: c\r\n\r\n") == nil)
    #expect(status("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\nX: c\r\nX: d\r\n\r\n") == 431)
    #expect(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789") == nil)
    #expect(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n") == 413)
    let chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
    #expect(status(chunked + "5\r\nfghij\r\n0\r\n\r\n") == nil)
    #expect(status(chunked + "6\r\n") == 413)
  }

  @Test("a body can be filled in at its place, and only as far as it reaches")
  func fillBody() throws {
    var parser = HTTPRequestParser()
    var input = Buffer()
    #expect(parser.fillBody { _ in 1 } == nil)
    input.append("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nh")
    while try parser.next(&input) != nil {}
    var rest = Array("ello".utf8)[...]
    while !rest.isEmpty {
      let filled = parser.fillBody { space in
        #expect(space.count == rest.count)
        space[0] = rest.removeFirst()
        return 1
      }
      #expect(filled == 1)
    }
    #expect(parser.fillBody { _ in 1 } == nil)
    guard case .request(let request)? = try parser.next(&input) else {
      Issue.record("the request was not complete")
      return
    }
    #expect(request.body == Array("hello".utf8))
  }

  @Test("any damage to good requests is taken the same whole and in pieces")
  func damaged() {
    var random = SeededGenerator()
    let alphabet = Array("\r\n\t :;,0159aAfF/\u{00}\u{7F}".utf8) + [0x80, 0xFF]
    for _ in 0..<3_000 {
      var bytes = (0..<2).flatMap { _ in FramingCase.accepted.randomElement(using: &random)?.bytes ?? [] }
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = bytes.indices.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
        case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
        default: bytes.remove(at: place)
        }
      }
      let cuts = (0..<Int.random(in: 1...8, using: &random)).map { _ in
        Int.random(in: 0...bytes.count, using: &random)
      }
      let whole = Reading(bytes, cutAt: [])
      #expect(Reading(bytes, cutAt: cuts.sorted()) == whole)
      #expect(Reading(bytes, cutAt: Array(bytes.indices)) == whole)
    }
  }

  private func expectSame(_ whole: Reading, _ sample: FramingCase) {
    let bytes = sample.bytes
    if bytes.count < 1000 {
      for cut in bytes.indices { #expect(Reading(bytes, cutAt: [cut]) == whole, "cut at \(cut)") }
      #expect(Reading(bytes, cutAt: Array(bytes.indices)) == whole, "byte by byte")
    } else {
      #expect(Reading(bytes, cutAt: Array(stride(from: 0, to: bytes.count, by: 997))) == whole)
    }
  }
}

/// What a parser made of a stream that came in pieces.
private struct Reading: Equatable {
  struct Request: Equatable {
    var line: String
    var fields: [String]
    var body: String
  }

  var requests: [Request] = []
  var error: HTTPFramingError?
  var parsed: [HTTPRequest] = []

  init(_ bytes: [UInt8], cutAt cuts: [Int], limits: HTTPLimits = HTTPLimits()) {
    var parser = HTTPRequestParser(limits: limits)
    var input = Buffer(capacity: 16)
    do throws(HTTPFramingError) {
      for (start, end) in zip([0] + cuts, cuts + [bytes.count]) {
        input.append(bytes[start..<end])
        try read(&parser, &input)
      }
    } catch {
      self.error = error
    }
  }

  private mutating func read(_ parser: inout HTTPRequestParser, _ input: inout Buffer)
    throws(HTTPFramingError)
  {
    while let event = try parser.next(&input) {
      guard case .request(let request) = event else { continue }
      parsed.append(request)
      var fields: [String] = []
      request.fields.forEach { name, value in
        fields.append(String(decoding: name, as: UTF8.self) + "=" + String(decoding: value, as: UTF8.self))
      }
      requests.append(
        Request(
          line: "\(request.method) \(request.target) \(request.minorVersion)", fields: fields,
          body: String(decoding: request.body, as: UTF8.self)))
    }
  }

  static func == (left: Reading, right: Reading) -> Bool {
    left.requests == right.requests && left.error == right.error
  }
}
