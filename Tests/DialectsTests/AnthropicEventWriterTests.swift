import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("writing Anthropic's events")
struct AnthropicEventWriterTests {
  private static let seeds = (0..<200).map { _ in UInt64.random(in: 0 ... .max) }

  private let frame: AnswerFrame

  init() throws {
    let dialect = AnthropicMessages(ids: .counting())
    let request = try dialect.read(
      JSONText.document(#"{"model":"m","messages":[{"role":"user"}]}"#), fields: HTTPFields())
    frame = dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 })
  }

  private func writer(_ reasoning: AnthropicReasoning = .shown) -> AnthropicEventWriter {
    AnthropicEventWriter(frame, showing: reasoning)
  }

  @Test("whatever events come, a strict client can read the stream", arguments: seeds)
  func strict(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var writer = writer([.shown, .emptied, .hidden].randomElement(using: &random)!)
    var output: [UInt8] = []
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      writer.write(Self.events.randomElement(using: &random)!, to: &output)
    }
    writer.fail(ClientError(.upstream, "cut"), to: &output)
    writer.write(.delta(.text([0x61])), to: &output)
    let stream = try ClientStream(output)
    #expect(stream.endsWith == "message_stop" || stream.endsWith == "error", "seed \(seed)")
  }

  private static let events: [StreamEvent] = [
    .started(id: "x", model: "y", usage: PartialUsage(input: 5)), .partStarted(.text),
    .partStarted(.thinking),
    .partStarted(.redactedThinking(data: [0x61])), .partStarted(.toolCall(id: "t", name: "f")),
    .partStarted(.other(type: "new", source: Array(#"{"type":"new"}"#.utf8))), .delta(.text([0x61, 0xff])),
    .delta(.thinking([0x62])), .delta(.signature([0x63])), .delta(.input(Array(#"{"a":"#.utf8))),
    .delta(.input(Array("1}".utf8))), .delta(.text([])), .partEnded, .partEnded,
    .finished(.maxTokens, usage: PartialUsage(output: 3)), .finished(nil, usage: PartialUsage()),
  ]

  @Test("an error at the start is the whole stream")
  func failedAtOnce() throws {
    var output: [UInt8] = []
    var writer = writer()
    writer.fail(ClientError(.overloaded, "busy"), to: &output)
    let expected = #"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#
    #expect(String(decoding: output, as: UTF8.self) == "event: error\ndata: \(expected)\n\n")
  }

  @Test("begins once, also when a waiting client was sent the beginning early")
  func startsOnce() throws {
    var output: [UInt8] = []
    var writer = writer()
    writer.keepAlive(to: &output)
    let early = output.count
    writer.write(.started(id: "x", model: "y", usage: PartialUsage(input: 5)), to: &output)
    #expect(output.count == early)
  }

  @Test("an answer may call tools and still be cut short or refused")
  func reasons() {
    #expect(AnthropicStop.told(.endTurn, callsTools: true) == .toolUse)
    #expect(AnthropicStop.told(.stopSequence("x"), callsTools: true) == .toolUse)
    #expect(AnthropicStop.told(.stopSequence("x"), callsTools: false) == .stopSequence("x"))
    #expect(AnthropicStop.told(.maxTokens, callsTools: true) == .maxTokens)
    #expect(AnthropicStop.told(.pauseTurn, callsTools: false) == .endTurn)
    #expect(AnthropicStop.told(.other("eos"), callsTools: false) == .endTurn)
    #expect(AnthropicStop.told(.toolUse, callsTools: false) == .endTurn)
    #expect(AnthropicStop.told(nil, callsTools: false) == .endTurn)
  }
}
