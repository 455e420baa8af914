import TestKit
import Testing

@testable import Tokens

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite("Opening a vocabulary")
struct VocabularyTests {
  @Test("every packed vocabulary opens under its name, and its tokens have their ranks")
  func opening() throws {
    let sizes: [VocabularyName: Int] = [.cl100k: 100_256, .o200k: 199_998, .qwen2: 151_643, .tekken: 130_072]
    for name in VocabularyName.allCases {
      let vocabulary = try Vocabulary(opening: TestFiles.packed(name), as: name)
      #expect(vocabulary.count == sizes[name])
      var found = Set<UInt32>()
      for byte in UInt8.min...UInt8.max {
        let rank = withUnsafePointer(to: byte) { vocabulary.rank($0, 1) }
        found.insert(rank)
      }
      // Counting rests on every byte being a token.
      #expect(found.count == 256 && !found.contains(Vocabulary.none))
    }
  }

  @Test("a file that is not there, is no file, or holds something else is refused with the reason")
  func refusals() throws {
    let path = TestFiles.packed(.cl100k)
    #expect(reason(opening: path + "x") == .unreadable("No such file or directory"))
    #expect(reason(opening: TestFiles.directory) == .unreadable("not a regular file"))
    #expect(reason(opening: #filePath) == .foreign)
    #expect(reason(opening: path, as: .o200k) == .misnamed("cl100k"))
    #expect(reason(ofBytes: []) == .foreign)
  }

  @Test("a file cut anywhere or with any byte changed is refused")
  func damage() throws {
    var random = SeededGenerator(for: "damaged vocabularies")
    let whole = TestFiles.bytes(of: TestFiles.packed(.cl100k))
    for cut in [1, 7, 8, 47, 48, 49, whole.count / 2, whole.count - 17, whole.count - 1] {
      #expect(reason(ofBytes: Array(whole[..<cut])) == (cut < 48 ? .foreign : .damaged), "\(cut)")
    }
    #expect(reason(ofBytes: whole + [0]) == .damaged)
    for place in (0..<48).filter({ $0 < 28 })
      + (0..<40).map({ _ in .random(in: 48..<whole.count, using: &random) })
    {
      var damaged = whole
      damaged[place] ^= UInt8.random(in: 1...255, using: &random)
      #expect(reason(ofBytes: damaged) == (place < 12 ? .foreign : .damaged), "\(place)")
    }
  }

  @Test("numbers in the header that cannot be true are refused before anything is read by them")
  func impossibleHeaders() throws {
    let whole = TestFiles.bytes(of: TestFiles.packed(.cl100k))
    for field in stride(from: 12, to: 28, by: 4) {
      for value in [0, 1, 255, 0x7fff_ffff, 0xffff_ffff] as [UInt32] {
        var damaged = whole
        withUnsafeBytes(of: value.littleEndian) { damaged.replaceSubrange(field..<field + 4, with: $0) }
        #expect(reason(ofBytes: damaged) == .damaged, "\(field): \(value)")
      }
    }
  }

  private func reason(opening path: String, as name: VocabularyName = .cl100k) -> VocabularyError.Reason? {
    do throws(VocabularyError) {
      _ = try Vocabulary(opening: path, as: name)
      return nil
    } catch {
      #expect(error.path == path && error.description.hasPrefix(path))
      return error.reason
    }
  }

  private func reason(ofBytes bytes: [UInt8]) -> VocabularyError.Reason? {
    var path = Array("/tmp/ctxgw-test-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    defer {
      close(file)
      unlink(path)
    }
    #expect(write(file, bytes, bytes.count) == bytes.count)
    return reason(opening: String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
}
