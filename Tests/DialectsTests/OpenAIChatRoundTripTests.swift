import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("chat completions there and back")
struct OpenAIChatRoundTripTests {
  private static let seeds = (0..<100).map { _ in UInt64.random(in: 0 ... .max) }
  private let chat = OpenAIChat(ids: .counting())

  private let target = Target(
    backend: "b", model: "m", dialect: .openAIChat, isLocal: true, window: nil, traits: .full)

  /// A random conversation, as an Anthropic client says it.
  private func original(_ seed: UInt64) throws -> Conversation {
    let random = RandomConversation(seed: seed, isWellFormed: true)
    let client = AnthropicMessages()
    let tools =
      #"[{"name":"tool_0","description":"d","input_schema":{"type":"object","properties":{"x":{"type":"string"}}}}]"#
    let document = try random.request(messages: random.messages.count, tools: tools)
    return try client.conversation(of: client.read(document, fields: HTTPFields()))
  }

  private func understood(_ body: [UInt8]) throws -> Conversation {
    try chat.conversation(of: chat.read(JSONDocument(parsing: body), fields: HTTPFields()))
  }

  @Test("what is encoded is read as the same conversation", arguments: seeds)
  func conversation(_ seed: UInt64) throws {
    let original = try original(seed)
    let encoded = chat.encode(original, for: target, isStreamed: false)
    let read = try understood(encoded.body)
    #expect(Spoken(read) == Spoken(original, asSent: true), "seed \(seed)")
    #expect(read.tools.map(\.name) == original.tools.map(\.name))
    #expect(read.settings.maxOutputTokens == original.settings.maxOutputTokens)
  }

  @Test("and encoded again it has the same bytes", arguments: seeds)
  func fixpoint(_ seed: UInt64) throws {
    let encoded = chat.encode(try original(seed), for: target, isStreamed: true)
    let again = chat.encode(try understood(encoded.body), for: target, isStreamed: true)
    #expect(
      String(decoding: again.body, as: UTF8.self) == String(decoding: encoded.body, as: UTF8.self),
      "seed \(seed)")
  }

  @Test("an answer that is written is read as the same answer", arguments: seeds)
  func answer(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let events = Self.events(&random)
    let request = try chat.read(
      JSONText.document(#"{"model":"m","stream":true,"messages":[{"role":"user"}]}"#), fields: HTTPFields())
    let frame = chat.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 })
    var (written, writer, stream) = (Answer(), chat.writer(in: frame), [UInt8]())
    for event in events {
      written.append(event)
      writer.write(event, to: &stream)
    }
    let encoded = EncodedRequest(body: [], isStreamed: true, promptTokens: 0)
    var read: [StreamEvent] = []
    let decoder = chat.decoder(answering: encoded)
    decoder.feed(stream, into: &read)
    decoder.finish(into: &read)
    let whole = chat.events(of: chat.body(of: written, in: frame), answering: encoded)
    for events in [read, whole] {
      var answer = Answer()
      for event in events { answer.append(event) }
      #expect(answer.isEnded && answer.parts == written.parts, "seed \(seed)")
      #expect(answer.stopReason == written.stopReason && answer.usage == written.usage, "seed \(seed)")
    }
  }

  /// A random answer with what chat completions can say, in the order in which they say it.
  private static func events(_ random: inout SeededGenerator) -> [StreamEvent] {
    let words = ["alpha", "é 😀", "a\nb", #"q"q"#, "  x", "</think>"]
    func text() -> [UInt8] { Array(words.randomElement(using: &random)!.utf8) }
    var events: [StreamEvent] = [.started(id: "x", model: "m", usage: PartialUsage())]
    if Bool.random(using: &random) {
      events += [.partStarted(.thinking), .delta(.thinking(Array("hm ".utf8) + text())), .partEnded]
    }
    let calls = Int.random(in: 0...3, using: &random)
    if calls == 0 || Bool.random(using: &random) {
      events += [.partStarted(.text), .delta(.text(Array("So ".utf8))), .delta(.text(text())), .partEnded]
    }
    for call in 0..<calls {
      let input = #"{"n":1.50,"text":\#(String(decoding: JSONWriter.string(words[call]), as: UTF8.self))}"#
      let cut = Int.random(in: 0...input.count, using: &random)
      events += [
        .partStarted(.toolCall(id: "call_\(call)", name: "f\(call)")),
        .delta(.input(Array(input.prefix(cut).utf8))), .delta(.input(Array(input.dropFirst(cut).utf8))),
        .partEnded,
      ]
    }
    let usage = PartialUsage(input: 12, cacheRead: 900, cacheWrite: 5, output: 30, reasoning: 4)
    return events + [.finished(calls == 0 ? .endTurn : .toolUse, usage: usage), .ended]
  }
}

/// What a conversation says, as far as chat completions can say it.
private struct Spoken: Equatable {
  var texts: [String] = []
  var calls: [String] = []
  var results: [String] = []

  /// - Parameter asSent: whether names and ids are made what they are sent as.
  init(_ conversation: Conversation, asSent: Bool = false) {
    var (ids, names) = (ToolCallIDs(), ToolNames())
    var sent: [String: String] = [:]
    for entry in conversation.entries {
      for part in entry.parts {
        switch part {
        case .text(let text): texts += text.parts(separatedBy: "\n\n").map(String.init)
        case .toolCall(let call):
          sent[call.id] = asSent ? ids.next(call.id) : call.id
          let name = asSent ? names.backendName(of: call.name) : call.name
          calls.append("\(sent[call.id] ?? "") \(name) \(JSONText.compact(call.input))")
        case .toolResult(let result): results.append(sent[result.callID] ?? "")
        default: break
        }
      }
    }
    // Results come in the order of their calls.
    results.sort()
  }
}
