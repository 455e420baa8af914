import TestKit
import Testing
import Wire

@Suite("Event streams, read")
struct SSEParserTests {
  @Test(
    "a stream is taken apart by the rules of the standard",
    arguments: [
      ("event: a\ndata: 1\n\ndata: 2\n\n", ["a|1", "|2"]), ("data:1\n\n", ["|1"]), ("data:  1\n\n", ["| 1"]),
      ("data: 1\r\n\r\ndata: 2\r\rdata: 3\n\n", ["|1", "|2", "|3"]),
      ("data: 1\r\n\rdata: 2\n\r\n", ["|1", "|2"]),
      ("data: 1\ndata: 2\ndata\ndata:\n\n", ["|1\n2\n\n"]), ("data\n\n", ["|"]), ("data:\n\n", ["|"]),
      (": hello\ndata: 1\n:\n\n", ["|1"]), (":::\n\n\n\n", []), ("event: a\n\ndata: 1\n\n", ["|1"]),
      ("event: a\nevent: b\ndata: 1\n\n", ["b|1"]), ("data: 1\nevent: late\n\n", ["late|1"]),
      ("event\ndata: 1\n\n", ["|1"]), ("event: a\nevent:\ndata: 1\n\n", ["|1"]),
      ("id: 7\nretry: 100\ndata: 1\nunknown: x\ndat: 2\nDATA: 3\n data: 4\n\n", ["|1"]),
      ("\u{feff}data: 1\n\n\u{feff}data: 2\n\n", ["|1"]), ("\u{feff}\ndata: 1\n\n", ["|1"]),
      ("\u{feff}\u{feff}data: 1\n\n", []), ("\n\n\r\r\n\n", []), ("", []), ("\u{feff}", []),
      ("data: 1", ["|1"]), ("data: 1\n", ["|1"]), ("data: 1\r", ["|1"]),
      ("event: a\ndata: 1\ndata: 2", ["a|1\n2"]),
      ("event: a", []), (": comment", []), ("data: é日😀 \u{0}:\n\n", ["|é日😀 \u{0}:"]),
      ("data: [DONE]\n\n", ["|[DONE]"]), ("data: a: b\n\n", ["|a: b"]), ("\ndata: 1\n\n", ["|1"]),
    ])
  func reading(stream: String, events: [String]) throws {
    #expect(try read(Array(stream.utf8)) == events)
    try chop(Array(stream.utf8)) { #expect($0 == events) }
  }

  @Test("a stream cut at every place, or byte by byte, gives what it gives whole")
  func chopping() throws {
    let stream =
      "\u{feff}: hello\r\nevent: message_start\ndata: {\"a\":1}\r\n\r\ndata: one\rdata: two\r\rid: 5\n\n"
      + "event: ping\ndata: {\"type\": \"ping\"}\n\nevent: x\r\ndata: é😀\r\n\r\n\n\rdata: last"
    let whole = ["message_start|{\"a\":1}", "|one\ntwo", "ping|{\"type\": \"ping\"}", "x|é😀", "|last"]
    #expect(try read(Array(stream.utf8)) == whole)
    try chop(Array(stream.utf8)) { #expect($0 == whole) }
  }

  @Test("any bytes at all, cut anyhow, give what they give whole")
  func randomChunks() throws {
    var random = SeededGenerator()
    let pieces = [
      "data", "event", ":", ": ", " ", "\n", "\n\n", "\r", "\r\n", "é", "\u{feff}", "x", "data: 1\n\n",
    ]
    for _ in 0..<1_000 {
      let stream = (0..<Int.random(in: 0..<40, using: &random)).flatMap { _ in
        Array(pieces.randomElement(using: &random)!.utf8)
      }
      let whole = try read(stream)
      var cuts: [Int] = []
      for position in stream.indices where random.once(in: 4) { cuts.append(position) }
      #expect(
        try read(stream, cutAt: cuts) == whole, "\(String(decoding: stream, as: UTF8.self).debugDescription)")
    }
  }

  @Test("an event that lies whole in a chunk is lent out of it, without a copy")
  func lending() throws {
    let stream = Array("\n: comment\nevent: a\ndata: one\n\nevent: b\ndata: two\n\n".utf8)
    try stream.withUnsafeBytes { chunk in
      var parser = SSEParser()
      var count = 0
      try parser.feed(chunk) { event in
        count += 1
        for field in [event.name, event.data] {
          #expect(
            field.baseAddress! >= chunk.baseAddress! && field.baseAddress! < chunk.baseAddress! + chunk.count)
        }
      }
      #expect(count == 2)
    }
  }

  @Test("the parser knows whether an event is under way")
  func boundaries() throws {
    var parser = SSEParser()
    for (bytes, isBetween) in [
      ("", true), ("d", false), ("ata: 1", false), ("\n", false), ("\n", true), ("event: a\n", false),
      ("\r", true),
      ("\n", true), (": comment", false), ("\n", true), ("data: 1\r\n\r\ndata", false),
    ] {
      try Array(bytes.utf8).withUnsafeBytes { try parser.feed($0) { _ in } }
      #expect(parser.isBetweenEvents == isBetween, "after \(bytes.debugDescription)")
    }
  }

  @Test("a line or an event above the limit is refused however it is cut, and what came before it is given")
  func limits() throws {
    for (stream, fits) in [
      ("data: 0123456789\n\n", true), ("data: 01234567890\n\n", false), ("data: 01234567890", false),
      ("\u{feff}data: 0123456789\n\n", true), ("\u{feff}data: 01234567890\n\n", false),
      ("data:01234567\ndata:8901234\n\n", true), ("data:01234567\ndata:89012345\n\n", false),
      (":0123456789012345\n\n", false), (":0123456789012345", false),
    ] {
      let bytes = Array("data: 1\n\n\(stream)".utf8)
      let mark = stream.hasPrefix("\u{feff}") ? 9 : 0
      for cuts in [[], Array(0...(bytes.count - mark))] {
        let (events, error) = outcome(of: Array(bytes[mark...]), cutAt: cuts, limit: 16)
        #expect(error == (fits ? nil : .eventTooLarge(limit: 16)), "\(stream)")
        #expect(events.first == (mark == 0 ? "|1" : fits ? "|0123456789" : nil))
      }
    }
    #expect(
      SSEError.eventTooLarge(limit: 16).description == "an event of the stream is larger than 16 bytes")
  }

  @Test("an event of many megabytes that arrives in small pieces is read in one piece")
  func largeEvent() throws {
    let text = [UInt8](repeating: 0x61, count: 20 << 20)
    let stream = Array("event: big\ndata: ".utf8) + text + Array("\n\ndata: after\n\n".utf8)
    var parser = SSEParser()
    var sizes: [Int] = []
    try stream.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 16_000) {
        let chunk = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 16_000, bytes.count)])
        try parser.feed(chunk) { sizes.append($0.data.count) }
      }
    }
    #expect(sizes == [text.count, 5])
  }
}

/// The events of a stream as "name|data", read in chunks that end at these offsets.
private func read(_ stream: [UInt8], cutAt cuts: [Int] = []) throws(SSEError) -> [String] {
  let (events, error) = outcome(of: stream, cutAt: cuts, limit: 64 << 20)
  if let error { throw error }
  return events
}

/// The same, with the error that ended it.
private func outcome(
  of stream: [UInt8], cutAt cuts: [Int], limit: Int
) -> (events: [String], error: SSEError?) {
  var parser = SSEParser(maxEvent: limit)
  var events: [String] = []
  func note(_ event: ServerSentEvent) {
    events.append(
      String(decoding: event.name, as: UTF8.self) + "|" + String(decoding: event.data, as: UTF8.self))
  }
  var start = 0
  do throws(SSEError) {
    for end in cuts + [stream.count] {
      // A chunk in memory of its own, so that reading one that is gone would be found out.
      try Array(stream[start..<end]).span.withUnsafeBytes { (chunk) throws(SSEError) in
        try parser.feed(chunk, note)
      }
      start = end
    }
    try parser.finish(note)
    return (events, nil)
  } catch {
    return (events, error)
  }
}

/// Calls `check` with what the stream gives when cut in two at every place, and when fed byte by byte.
private func chop(_ stream: [UInt8], _ check: ([String]) -> Void) throws {
  for cut in 0...stream.count { check(try read(stream, cutAt: [cut])) }
  check(try read(stream, cutAt: Array(stream.indices)))
}
