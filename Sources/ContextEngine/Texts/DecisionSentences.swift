import Wire

/// What of an assistant's words is worth keeping in a line.
enum DecisionSentences {
  private static let marks = BytePatterns([
    "because", "Because", "instead", "Instead", "decided", "must not", "root cause", "Root cause",
  ])
  /// The most characters of a sentence.
  private static let longest = 160
  /// The most sentences of one step.
  private static let most = 2

  /// The first sentences that give reasons, at most two.
  static func reasons(in texts: [String]) -> [String] {
    Array(
      texts.lazy.flatMap { sentences(of: $0) }.filter { marks.occur(in: $0) }
        .map { $0.trimmedSpace.text.oneLine(longest) }.prefix(most))
  }

  /// The sentences of a text: they end at a line's end, or at a stop with a blank behind it.
  private static func sentences(of text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var sentences: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where isEnd(of: bytes, index) {
      sentences.append(bytes[start...index])
      start = index + 1
    }
    return sentences + [bytes[start...]]
  }

  private static func isEnd(of text: [UInt8], _ index: Int) -> Bool {
    switch text[index] {
    case UInt8(ascii: "\n"): true
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
      index + 1 < text.count && text[index + 1].isSpace
    default: false
    }
  }
}
