/// A mark by which a kind of failure is recognised in a backend's words, which are in lower case.
enum ErrorPattern: ExpressibleByStringLiteral {
  /// These words in a row, anywhere.
  case words(String)
  /// A short word that counts only when it stands alone.
  case word(String)
  /// All of these, anywhere.
  case all([String])
  /// One of these, anywhere.
  case any([String])

  init(stringLiteral words: String) { self = .words(words) }

  /// Whether a text bears the mark.
  func isFound(in text: String) -> Bool {
    switch self {
    case .words(let words): text.contains(words)
    case .all(let parts): parts.allSatisfy(text.contains)
    case .any(let parts): parts.contains(where: text.contains)
    case .word(let word): text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { $0 == word }
    }
  }
}
