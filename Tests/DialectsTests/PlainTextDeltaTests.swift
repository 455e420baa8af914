import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("text deltas recognised by their bytes")
struct PlainTextDeltaTests {
  private static let event =
    #"{"type":"content_block_delta","index":12,"delta":{"type":"text_delta","text":"some plain words"}}"#

  private func text(_ event: [UInt8]) -> String? {
    event.withUnsafeBytes { bytes in
      PlainTextDelta.text(of: bytes).map { String(decoding: $0, as: UTF8.self) }
    }
  }

  @Test("the layout that Anthropic sends, with and without padding")
  func recognised() {
    #expect(text(Array(Self.event.utf8)) == "some plain words")
    #expect(
      text(
        Array(
          #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}      }"#.utf8))
        == "a")
    #expect(
      text(Array(#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}"#.utf8))
        == "")
  }

  /// Whatever byte stands anywhere: what is recognised is JSON, and JSON says the same.
  @Test("never says what JSON would not")
  func agrees() throws {
    let original = Array(Self.event.utf8)
    var recognised = 0
    for position in original.indices {
      for byte in UInt8.min ... .max {
        var event = original
        event[position] = byte
        guard let text = text(event) else { continue }
        recognised += 1
        let root = try JSONDocument(parsing: event).root
        #expect(root["type"]?.string == "content_block_delta")
        #expect(root["delta"]?["type"]?.string == "text_delta")
        #expect(root["delta"]?["text"]?.string == text)
      }
      let shorter: [[UInt8]] = [
        Array(original[..<position]), Array(original[..<position]) + Array(original[(position + 1)...]),
      ]
      for shorter in shorter {
        if let text = self.text(shorter) {
          #expect(try JSONDocument(parsing: shorter).root["delta"]?["text"]?.string == text)
        }
      }
    }
    // In the 16 places of the text 94 characters, in the two of the index nine and ten digits, else the byte itself.
    #expect(recognised == 16 * 94 + 9 + 10 + (original.count - 18))
  }
}
