import Testing
import Wire

@Suite("Event streams, written")
struct SSEWriterTests {
  @Test("an event is written with its name, its data and a blank line")
  func events() {
    var output = Array("before".utf8)
    SSEWriter.append(event: "ping", data: Array(#"{"type":"ping"}"#.utf8), to: &output)
    SSEWriter.append(data: "[DONE]".utf8, to: &output)
    SSEWriter.append(data: [], to: &output)
    SSEWriter.appendComment("still here", to: &output)
    #expect(
      String(decoding: output, as: UTF8.self)
        == "beforeevent: ping\ndata: {\"type\":\"ping\"}\n\ndata: [DONE]\n\ndata: \n\n: still here\n\n")
  }

  @Test("text with line ends is read back with line feeds, and ends neither its event nor its comment")
  func lineEnds() throws {
    for (text, expected) in [
      ("a\nb", "a\nb"), ("a\r\nb\rc", "a\nb\nc"), ("\n", "\n"), ("a\n\n", "a\n\n"), ("\r", "\n"),
    ] {
      var output: [UInt8] = []
      SSEWriter.append(event: "x", data: text.utf8, to: &output)
      SSEWriter.appendComment(text + "data: not data", to: &output)
      var parser = SSEParser()
      var data: [String] = []
      try output.withUnsafeBytes {
        try parser.feed($0) {
          #expect($0.isNamed("x") && !$0.isNamed("xx") && !$0.isNamed(""))
          data.append(String(decoding: $0.data, as: UTF8.self))
        }
      }
      #expect(data == [expected])
      #expect(parser.isBetweenEvents)
    }
  }

  @Test("a line end in an event's name is a programming error")
  func badName() async {
    await #expect(processExitsWith: .failure) {
      var output: [UInt8] = []
      SSEWriter.append(event: "a\nb", data: [], to: &output)
    }
  }
}
