import ContextEngine
import Conversations
import Testing

struct ToolCallMenderTests {
  private static let broken = #"{"filePath":"a é","limit":"5"}"#
  private static let whole = #"{"file_path":"a é","limit":5}"#

  private static func mender(mostBytes: Int = ToolCallMender.mostBytes) throws -> ToolCallMender {
    let tool = try SyntheticAgent.tool(
      """
      {"name":"Read","input_schema":{"type":"object","properties":{"file_path":{"type":"string"},
      "limit":{"type":"integer"}},"required":["file_path"]}}
      """)
    return ToolCallMender(ToolCallRepair(tools: [tool]), mostBytes: mostBytes)
  }

  /// An answer with text and a call whose arguments arrive in these pieces.
  private static func events(_ pieces: [[UInt8]]) -> [StreamEvent] {
    [
      .started(id: "1", model: "m", usage: PartialUsage()), .partStarted(.text), .delta(.text([0x61])),
      .partEnded,
      .partStarted(.toolCall(id: "c", name: "read")),
    ] + pieces.map { .delta(.input($0)) } + [
      .partEnded, .finished(.toolUse, usage: PartialUsage()), .ended,
    ]
  }

  @Test func `the arguments go out repaired and in one piece, wherever they were cut`() throws {
    let input = Array(Self.broken.utf8)
    let expected = Self.events([Array(Self.whole.utf8)]).map { event in
      if case .partStarted(.toolCall) = event {
        StreamEvent.partStarted(.toolCall(id: "c", name: "Read"))
      } else {
        event
      }
    }
    for cut in 0...input.count {
      var mender = try Self.mender()
      let given = Self.events([Array(input[..<cut]), Array(input[cut...])]).flatMap { mender.mended($0) }
      #expect(given == expected)
      #expect(mender.notes.count == 1)
    }
    var mender = try Self.mender()
    #expect(Self.events(input.map { [$0] }).flatMap { mender.mended($0) } == expected)
  }

  @Test func `everything but arguments passes at once`() throws {
    var mender = try Self.mender()
    let events = Self.events([[0x7b], [0x7d]])
    for event in events where !event.isInput && !event.isCall { #expect(mender.mended(event).last == event) }
    #expect(mender.notes.isEmpty)
  }

  @Test func `a call that breaks off goes out as far as it came`() throws {
    for end in [
      StreamEvent.ended, .failed(type: nil, message: "gone"), .finished(nil, usage: PartialUsage()),
    ] {
      var mender = try Self.mender()
      _ = mender.mended(.partStarted(.toolCall(id: "c", name: "Read")))
      #expect(mender.mended(.delta(.input([0x7b]))).isEmpty)
      #expect(mender.mended(end) == [.delta(.input([0x7b])), end])
      #expect(mender.mended(.ended) == [.ended])
    }
  }

  @Test func `arguments beyond the bound flow as they are`() throws {
    let input = Array(Self.broken.utf8)
    for bound in 0..<input.count {
      var mender = try Self.mender(mostBytes: bound)
      let given = Self.events(input.map { [$0] }).flatMap { mender.mended($0) }
      let bytes = given.flatMap { (event) -> [UInt8] in
        if case .delta(.input(let bytes)) = event { bytes } else { [] }
      }
      #expect(bytes == input)
      // The call's name was repaired before its arguments were seen; of them there is nothing to tell.
      #expect(mender.notes.isEmpty)
    }
  }

  @Test func `a call without arguments stays one`() throws {
    var mender = try Self.mender()
    _ = mender.mended(.partStarted(.toolCall(id: "c", name: "Read")))
    #expect(mender.mended(.partEnded) == [.partEnded])
  }
}

extension StreamEvent {
  fileprivate var isInput: Bool { if case .delta(.input) = self { true } else { false } }
  fileprivate var isCall: Bool { if case .partStarted(.toolCall) = self { true } else { false } }
}
