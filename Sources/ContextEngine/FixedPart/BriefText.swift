import Tokens

/// Descriptions shortened by rule, for tools nobody has written a shorter one for.
enum BriefText {
  /// A description's first sentence and those that bind, in their order, as far as they fit.
  static func description(_ text: String, toTokens cap: Int, counting: inout PromptCounter) -> String {
    let sentences = prose(of: text)
    guard let first = sentences.first else { return "" }
    var kept = opening(of: first, toTokens: cap, counting: &counting)
    var left = cap - counting.count(kept)
    for sentence in sentences.dropFirst() where Sentences.force(of: sentence) > .none {
      let tokens = counting.count(" " + sentence)
      guard tokens <= left else { continue }
      kept += " " + sentence
      left -= tokens
    }
    return kept
  }

  /// A text's first sentence, or as many of its words as fit.
  static func opening(of text: some StringProtocol, toTokens cap: Int, counting: inout PromptCounter)
    -> String
  {
    let sentence = Sentences.all(of: String(text)).first.map(String.init) ?? ""
    if counting.count(sentence) <= cap { return sentence }
    let words = sentence.split(separator: " ")
    // The most words that fit, by halving: their tokens grow with every word.
    var fits = 0
    var tooMany = words.count
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      if counting.count(cut(words, to: middle)) <= cap { fits = middle } else { tooMany = middle }
    }
    return fits == 0 ? "" : cut(words, to: fits)
  }

  private static func cut(_ words: [Substring], to count: Int) -> String {
    words[..<count].joined(separator: " ") + "…"
  }

  private static func prose(of text: String) -> [Substring] {
    TextBlock.all(of: text).flatMap { $0.isProse ? Sentences.all(of: $0.text) : [] }
  }
}
