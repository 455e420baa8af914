import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("answers there and back")
struct AnswerRoundTripTests {
  private static let seeds = (0..<50).map { _ in UInt64.random(in: 0 ... .max) }

  /// A dialect, and a request that asks to see all of a streamed answer.
  private struct Asked {
    let dialect: any ClientDialect & BackendDialect
    let body: String

    init(_ word: String) {
      switch word {
      case "anthropic":
        dialect = AnthropicMessages(ids: .counting())
        body =
          #"{"model":"m","max_tokens":9,"stream":true,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"Hi"}]}"#
      case "openai":
        dialect = OpenAIChat(ids: .counting())
        body = #"{"model":"m","stream":true,"messages":[{"role":"user"}]}"#
      case "responses":
        dialect = OpenAIResponses(ids: .counting())
        body = #"{"model":"m","stream":true,"input":"Hi"}"#
      default:
        dialect = OllamaChat(ids: .counting())
        body = #"{"model":"m","think":true,"messages":[{"role":"user","content":"Hi"}]}"#
      }
    }
  }

  @Test(
    "an answer that is written is read as the same answer",
    arguments: ["anthropic", "openai", "responses", "ollama"], seeds)
  func answer(_ word: String, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let asked = Asked(word)
    let request = try asked.dialect.read(JSONText.document(asked.body), fields: HTTPFields())
    let frame = asked.dialect.frame(answering: request, estimatedInput: 1, at: 0, told: { $0 })
    var (written, writer, stream) = (Answer(), asked.dialect.writer(in: frame), [UInt8]())
    for event in Self.events(&random) {
      written.append(event)
      writer.write(event, to: &stream)
    }
    let encoded = EncodedRequest(body: [], isStreamed: true, promptTokens: 0)
    var read: [StreamEvent] = []
    let decoder = asked.dialect.decoder(answering: encoded)
    decoder.feed(stream, into: &read)
    decoder.finish(into: &read)
    let whole = asked.dialect.events(of: asked.dialect.body(of: written, in: frame), answering: encoded)
    for events in [read, whole] {
      var answer = Answer()
      for event in events { answer.append(event) }
      #expect(answer.isEnded && answer.parts.map(\.unsigned) == written.parts, "seed \(seed)")
      #expect(answer.stopReason == written.stopReason, "seed \(seed)")
      #expect(answer.usage?.prompt == written.usage?.prompt, "seed \(seed)")
      #expect(answer.usage?.output == written.usage?.output, "seed \(seed)")
      // Ollama has no words for what a cache has served, nor for how much of the answer was reasoning.
      if word != "ollama" { #expect(answer.usage == written.usage, "seed \(seed)") }
    }
  }

  /// A random answer with what every dialect can say, in the order in which all can say it.
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
    for call in 0..<calls { events += Self.call(call, saying: words[call], &random) }
    let usage = PartialUsage(input: 12, cacheRead: 900, cacheWrite: 5, output: 30, reasoning: 4)
    return events + [.finished(calls == 0 ? .endTurn : .toolUse, usage: usage), .ended]
  }

  private static func call(_ number: Int, saying word: String, _ random: inout SeededGenerator)
    -> [StreamEvent]
  {
    let input = #"{"n":1.50,"text":\#(String(decoding: JSONWriter.string(word), as: UTF8.self))}"#
    let cut = Int.random(in: 0...input.count, using: &random)
    return [
      .partStarted(.toolCall(id: "call_\(number)", name: "f\(number)")),
      .delta(.input(Array(input.prefix(cut).utf8))), .delta(.input(Array(input.dropFirst(cut).utf8))),
      .partEnded,
    ]
  }
}

extension Answer.Part {
  /// Without the words that stand where no vendor has signed.
  fileprivate var unsigned: Answer.Part {
    guard case .thinking(let text, let signature?) = self,
      signature.elementsEqual(GatewaySignature.unsigned.utf8)
    else { return self }
    return .thinking(text, signature: nil)
  }
}
