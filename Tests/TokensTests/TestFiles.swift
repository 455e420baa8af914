import Tokens
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Files of the repository and of the test run.
enum TestFiles {
  /// The directory of these tests.
  static let directory = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))
  /// The top of the repository.
  static let repository = directory + "/../.."

  /// Vectors of another making, when they lie beside the repository or where `CTXGW_SHARED` says; else nil.
  static let sharedVectors: String? = {
    let shared = getenv("CTXGW_SHARED").map { String(cString: $0) } ?? repository + "/../shared"
    let path = shared + "/data/token-vectors.json"
    return access(path, R_OK) == 0 ? path : nil
  }()

  /// The packed vocabulary of this name.
  static func packed(_ name: VocabularyName) -> String { "\(repository)/data/vocabularies/\(name.fileName)" }

  /// A counter by the packed vocabulary of this name.
  static func counter(_ name: VocabularyName) throws -> BytePairCounter {
    BytePairCounter(try Vocabulary(opening: packed(name), as: name))
  }

  /// How many tokens a text is.
  static func counted(_ text: String, by name: VocabularyName = .o200k) throws -> Int {
    var counter = try counter(name)
    return counter.count(text)
  }

  /// A file as JSON.
  static func json(_ path: String) throws -> JSONValue { try JSONDocument(parsing: bytes(of: path)).root }

  /// A file's bytes; none when it cannot be read.
  static func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&block, 1, block.count, file), count > 0 {
      bytes.append(contentsOf: block[..<count])
    }
    return bytes
  }
}

extension BytePairCounter {
  /// How many tokens a text is.
  mutating func count(_ text: String) -> Int { Array(text.utf8).withUnsafeBytes { count($0) } }
}
