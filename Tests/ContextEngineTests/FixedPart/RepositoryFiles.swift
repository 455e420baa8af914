import ContextEngine
import Tokens
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Files of the repository, and what is made of them.
enum RepositoryFiles {
  /// The top of the repository.
  static let top = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/../../.."

  /// The texts that come with the program.
  static func toolTexts() throws -> ToolTexts { try ToolTexts(json(top + "/data/tools.json")) }

  /// A counter that is exact for this vocabulary.
  static func counter(_ name: VocabularyName = .qwen2) throws -> PromptCounter {
    let counter = try TokenCounter(.exact(name)) { name throws(VocabularyError) in
      try Vocabulary(opening: "\(top)/data/vocabularies/\(name.fileName)", as: name)
    }
    return PromptCounter(counter, template: .unknown, images: .unknown)
  }

  /// A file as JSON.
  static func json(_ path: String) throws -> JSONValue {
    var bytes: [UInt8] = []
    if let file = fopen(path, "r") {
      defer { fclose(file) }
      var block = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = fread(&block, 1, block.count, file), count > 0 {
        bytes.append(contentsOf: block[..<count])
      }
    }
    return try JSONDocument(parsing: bytes).root
  }
}
