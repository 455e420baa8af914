import TestKit
import Testing
import Wire

@testable import Tokens

@Suite("Counting tokens by a vocabulary")
struct BytePairCounterTests {
  @Test("counts are those of the reference", arguments: VocabularyName.allCases)
  func ownVectors(name: VocabularyName) throws {
    let vectors = try TestFiles.json(TestFiles.directory + "/Vectors/counts.json")
    let column = try #require(vectors["columns"]?.elements.map(\.string).firstIndex(of: name.rawValue))
    var counter = try TestFiles.counter(name)
    var seen = 0
    for row in vectors["rows"]!.elements {
      let cells = Array(row.elements)
      let text = try #require(cells[0].string)
      let count = counter.count(text)
      #expect(count == cells[column].int, "\(text.debugDescription)")
      seen += 1
    }
    #expect(seen > 2000)
  }

  @Test(
    "counts are those of the vectors beside the repository",
    .enabled(if: TestFiles.sharedVectors != nil, "no data/token-vectors.json in CTXGW_SHARED or ../shared"),
    arguments: VocabularyName.allCases)
  func sharedVectors(name: VocabularyName) throws {
    let vectors = try TestFiles.json(try #require(TestFiles.sharedVectors))["vectors"]
    let key = [.cl100k: "cl100k_base", .o200k: "o200k_base"][name] ?? name.rawValue
    var counter = try TestFiles.counter(name)
    for vector in try #require(vectors).elements {
      let text = try #require(vector["text"]?.string)
      let count = counter.count(text)
      #expect(count == vector.member(key)?.count, "\(text.debugDescription)")
    }
  }

  @Test("a counter that has counted other text before gives the same", arguments: VocabularyName.allCases)
  func memory(name: VocabularyName) throws {
    var random = SeededGenerator(for: "a counter that has counted before")
    let vocabulary = try Vocabulary(opening: TestFiles.packed(name), as: name)
    var used = BytePairCounter(vocabulary)
    for _ in 0..<500 {
      let length = Int.random(in: 2...30, using: &random)
      let word = String((0..<length).map { _ in "abcdeXY日é".randomElement(using: &random)! })
      var fresh = BytePairCounter(vocabulary)
      let counts = (used.count(word), used.count(word), fresh.count(word))
      #expect(counts.0 == counts.1 && counts.1 == counts.2, "\(word)")
    }
  }

  @Test(
    "bytes that are not UTF-8, and text cut anywhere, are counted without harm",
    arguments: VocabularyName.allCases)
  func damagedText(name: VocabularyName) throws {
    var random = SeededGenerator(for: "damaged text")
    var counter = try TestFiles.counter(name)
    let text = Array("naïve 日本語 👩‍👩‍👧 don't\r\n 12345 ///".utf8)
    for cut in 0...text.count {
      let count = text[cut...].withUnsafeBytes { counter.count($0) }
      let rest = text[..<cut].withUnsafeBytes { counter.count($0) }
      #expect((count > 0) == (cut < text.count) && (rest > 0) == (cut > 0))
    }
    for length in 0..<2000 {
      // Of the exact size, so that a sanitizer sees a read behind the end.
      let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
        for index in 0..<length { buffer[index] = UInt8.random(in: 0x70...0xff, using: &random) }
        count = length
      }
      let count = bytes.withUnsafeBytes { counter.count($0) }
      #expect(count <= length && (count > 0) == (length > 0))
    }
  }

  @Test(
    "merging by looking through all pairs and by the heap come to the same",
    arguments: VocabularyName.allCases)
  func merges(name: VocabularyName) throws {
    var random = SeededGenerator(for: "merging two ways")
    let vocabulary = try Vocabulary(opening: TestFiles.packed(name), as: name)
    let short = ShortMerge()
    for length in 2...ShortMerge.longestPiece {
      for alphabet in [Array("ab".utf8), Array("etaoinshrdlu".utf8), Array(0...255)] {
        let piece = (0..<length).map { _ in alphabet.randomElement(using: &random)! }
        piece.withUnsafeBufferPointer { bytes in
          var long = LongMerge(bytes.baseAddress!, length, in: vocabulary)
          let counts = (short.count(bytes.baseAddress!, length, in: vocabulary), long.count())
          #expect(counts.0 == counts.1, "\(piece)")
        }
      }
    }
  }

  @Test("a word of n bytes takes at most 3 n log n steps", arguments: VocabularyName.allCases)
  func hostileWords(name: VocabularyName) throws {
    let exponent = 15
    for word in ["a", "ab", "=-", "\u{301}", "日", "qxzjkvw", " \t", "A日"] {
      var counter = try TestFiles.counter(name)
      _ = counter.count(String(repeating: word, count: (1 << exponent) / word.utf8.count))
      #expect(counter.longMergeSteps <= 3 * exponent << exponent, "\(word.debugDescription)")
    }
  }

  @Test("a word longer than the bound is counted in parts, and no part is lost")
  func beyondBound() throws {
    let bound = 1000
    var counter = BytePairCounter(
      try Vocabulary(opening: TestFiles.packed(.o200k), as: .o200k), longestPiece: bound)
    let part = counter.count(String(repeating: "a", count: bound))
    let whole = counter.count(String(repeating: "a", count: bound + 1))
    #expect(whole == part + 1)
  }
}
