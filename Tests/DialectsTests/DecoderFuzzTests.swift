import Conversations
import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("decoders of broken streams")
struct DecoderFuzzTests {
  private static let answered = Transcript.all.filter { $0.sections["backend answer"] != nil }
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
    for (_, transcripts) in Dictionary(grouping: Self.answered, by: \.pair).sorted(by: { $0.key < $1.key }) {
      let transcript = transcripts.randomElement(using: &random)!
      let answer = mutated(transcript.sections["backend answer"]!.text, &random)
      let exchange = try Exchange(transcript)
      let encoded = try exchange.encoded(by: transcript.backend, for: transcript.target)
      let result = exchange.answer([answer[...]], from: transcript.backend, to: encoded)
      if exchange.request.wantsStream {
        _ = try Parties.ending(of: result.bytes, readAs: exchange.client.name)
      } else {
        _ = try JSONDocument(parsing: result.bytes)
      }
      for message in exchange.client.recorded(result.answer).messages {
        let recorded = try JSONDocument(parsing: message.body).root
        #expect(
          recorded["role"]?.string == "assistant" || recorded["type"] != nil,
          "seed \(seed), \(transcript.name)")
      }
    }
  }
}
