import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("decoders of broken streams")
struct DecoderFuzzTests {
  private static let seeds = (0..<100).map { _ in UInt64.random(in: 0 ... .max) }

  private func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
      let position = bytes.indices.randomElement(using: &random)!
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes[position] = UInt8.random(in: 0 ... .max, using: &random)
      case 1: bytes.remove(at: position)
      default:
        let end = min(bytes.count, position + Int.random(in: 0...300, using: &random))
        bytes.insert(contentsOf: bytes[position..<end], at: bytes.indices.randomElement(using: &random)!)
      }
    }
    return bytes
  }

  @Test("whatever a backend sends, the client can read what it gets", arguments: seeds)
  func readable(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let backends: [(String, any BackendDialect)] = [
      ("anthropic-openai", OpenAIChat()), ("anthropic-ollama", OllamaChat()),
      ("anthropic-anthropic", AnthropicMessages()),
    ]
    for (pair, backend) in backends {
      let transcripts = Transcript.all(in: pair).filter { $0.sections["backend answer"] != nil }
      let transcript = transcripts.randomElement(using: &random)!
      let answer = mutated(transcript.sections["backend answer"]!.text, &random)
      let exchange = try Exchange(transcript)
      var target = transcript.target
      target.dialect = backend.name
      let encoded = try exchange.encoded(by: backend, for: target)
      let result = exchange.answer([answer[...]], from: backend, to: encoded)
      if exchange.request.wantsStream {
        _ = try ClientStream(result.bytes)
      } else {
        _ = try JSONDocument(parsing: result.bytes)
      }
      let recorded = try JSONDocument(parsing: exchange.client.recorded(result.answer).body)
      #expect(recorded.root["role"]?.string == "assistant", "seed \(seed), \(transcript.name)")
    }
  }
}
