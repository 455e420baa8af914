import Conversations
import Dialects
import Testing
import Wire

@testable import Gateway

@Suite("The verbatim outlet")
struct VerbatimOutletTests {
  private let stream = Array(
    "event: message_start\r\ndata: {\"a\": 1 }\r\n\r\n: comment\n\nevent:x\ndata:1\ndata:2\n\nevent: y\ndata: last"
      .utf8)
  private let error = ClientError(.upstream, "the backend broke off")

  @Test("all bytes come out as they went in, wherever the stream is cut")
  func verbatim() {
    for first in 0...stream.count {
      for second in first...stream.count {
        var outlet = VerbatimOutlet(in: AnthropicMessages())
        var sent = outlet.take(Array(stream[..<first]))
        sent += outlet.take(Array(stream[first..<second]))
        sent += outlet.take(Array(stream[second...]))
        sent += outlet.finish()
        #expect(sent == stream)
      }
    }
  }

  @Test("fed byte by byte, only whole events come out, and a break is told in an event of its own")
  func breaks() throws {
    for cut in 0...stream.count {
      var outlet = VerbatimOutlet(in: AnthropicMessages())
      var sent: [UInt8] = []
      for byte in stream[..<cut] { sent += outlet.take([byte]) }
      #expect(stream.starts(with: sent))
      let ending = outlet.fail(error)
      sent += try #require(ending)
      var names: [String] = []
      var parser = SSEParser()
      try sent.withUnsafeBytes { bytes in
        try parser.feed(bytes) { names.append(String(decoding: $0.name, as: UTF8.self)) }
      }
      #expect(names.last == "error", "cut at \(cut)")
      #expect(parser.isBetweenEvents)
    }
  }

  @Test("an event too long to hold back is passed on, and a break inside it cannot be told")
  func longEvent() {
    var outlet = VerbatimOutlet(in: AnthropicMessages())
    let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: VerbatimOutlet.longestTail)
    var sent = outlet.take(Array("data: ".utf8))
    sent += outlet.take(chunk)
    #expect(sent.count == chunk.count + 6)
    #expect(outlet.take(chunk).count == chunk.count)
    var broken = outlet
    let told = broken.fail(error)
    #expect(told == nil)
    _ = outlet.take(Array("\n\ndata: next".utf8))
    let toldLater = outlet.fail(error)
    #expect(toldLater != nil)
  }
}
