/// Takes prose apart into sentences and tells which of them are rules.
enum Sentences {
  /// How binding a sentence is.
  enum Force: Comparable {
    /// It describes.
    case none
    /// It says `must`, `never`, `only`.
    case rule
    /// It says so in capitals.
    case hardRule
  }

  /// The sentences of a text, without white space around them. What ends in `e.g.` goes on.
  static func all(of text: String) -> [Substring] {
    var sentences: [Substring] = []
    var start = text.startIndex
    var index = start
    while index < text.endIndex {
      let next = text.index(after: index)
      if ends(text, at: index, next) {
        sentences.append(text[start..<next].stripped)
        start = next
      }
      index = next
    }
    let rest = text[start...].stripped
    return rest.isEmpty ? sentences : sentences + [rest]
  }

  /// How binding a sentence is.
  static func force(of sentence: some StringProtocol) -> Force {
    var force = Force.none
    for word in sentence.split(whereSeparator: { !$0.isLetter && $0 != "'" && $0 != "’" }) {
      if capitals.contains(String(word)) { return .hardRule }
      if binding.contains(word.lowercased()) { force = .rule }
    }
    return force
  }

  private static let capitals: Set<String> = [
    "IMPORTANT", "CRITICAL", "NEVER", "ALWAYS", "MUST", "ONLY", "REQUIRED", "NOT", "DON'T", "FORBIDDEN",
  ]
  private static let binding: Set<String> = [
    "must", "never", "only", "required", "always", "mandatory", "forbidden", "don't", "don’t", "cannot",
    "prohibited", "absolute",
  ]
  private static let abbreviations = ["e.g.", "i.e.", "etc.", "vs.", "cf."]

  /// Whether a sentence ends with the character before `next`.
  private static func ends(_ text: String, at index: String.Index, _ next: String.Index) -> Bool {
    guard ".!?".contains(text[index]), next < text.endIndex, text[next].isWhitespace else { return false }
    guard text[index] == "." else { return true }
    let before = text[...index]
    return !abbreviations.contains { before.hasSuffix($0) }
  }
}
