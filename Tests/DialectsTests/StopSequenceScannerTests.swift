import Testing

@testable import Dialects

@Suite("stop sequences in a text")
struct StopSequenceScannerTests {
  /// The text up to a sequence, and the sequence, when the text arrives in these pieces.
  private func scan(_ pieces: [String.UTF8View.SubSequence], for sequences: [String]) -> [String?] {
    var scanner = StopSequenceScanner(of: sequences)
    var text: [UInt8] = []
    for piece in pieces { text += scanner.feed(Array(piece)) }
    text += scanner.finish()
    return [String(decoding: text, as: UTF8.self), scanner.found]
  }

  @Test(arguments: [
    ("one END two", ["END"], "one ", "END"), ("one EN two", ["END"], "one EN two", nil),
    ("EENDD", ["END"], "E", "END"), ("aab", ["aaa", "ab"], "a", "ab"), ("a</b", ["</block>"], "a</b", nil),
    ("xy", ["xyz", "y"], "x", "y"), ("abc", ["b", "abc"], "a", "b"), ("ab", ["ab", "b"], "", "ab"),
    ("é\n\n", ["\n\n"], "é", "\n\n"),
    ("all of it", [], "all of it", nil), ("all of it", [""], "all of it", nil),
  ])
  func `a text ends before the first of them, wherever it is cut`(
    text: String, sequences: [String], expected: String, found: String?
  ) {
    let bytes = text.utf8
    for cut in bytes.indices {
      #expect(scan([bytes[..<cut], bytes[cut...]], for: sequences) == [expected, found])
    }
    #expect(scan(bytes.indices.map { bytes[$0...$0] }, for: sequences) == [expected, found])
  }
}
