import Tokens

/// Vocabularies of the repository, each opened once.
enum TestVocabulary {
  private static let directory =
    String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/../../../data/vocabularies/"
  private static let o200k = open(.o200k)
  private static let cl100k = open(.cl100k)
  private static let qwen2 = open(.qwen2)

  /// A counter by a rule.
  static func counter(_ rule: TokenizerRule) throws -> TokenCounter {
    try TokenCounter(rule) { name throws(VocabularyError) in
      switch name {
      case .o200k: try o200k.get()
      case .cl100k: try cl100k.get()
      case .qwen2: try qwen2.get()
      case .tekken: try open(.tekken).get()
      }
    }
  }

  private static func open(_ name: VocabularyName) -> Result<Vocabulary, VocabularyError> {
    Result { () throws(VocabularyError) in try Vocabulary(opening: directory + name.fileName, as: name) }
  }
}
