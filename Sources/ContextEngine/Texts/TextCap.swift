import Tokens

/// Text shortened to its head and tail with a mark in between, cut at the ends of lines.
enum TextCap {
  /// How many times the share of the text that is kept is tried.
  private static let tries = 8

  /// Shortens a text; one that fits stays as it is.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - limit: the most tokens, of code as the counter counts it.
  ///   - head: what of the text that is kept comes from its beginning, 0 to 1.
  ///   - keepingErrors: whether lines from the middle that look like errors stay.
  ///   - wayBack: how the rest can be had, a sentence for the mark.
  ///   - counter: counts.
  static func capped(
    _ text: String, toTokens limit: Int, head: Double, keepingErrors: Bool, wayBack: String = "",
    counting counter: inout PromptCounter
  ) -> String {
    guard exceeds(text, limit, &counter) else { return text }
    let cut = TextCut(TextLines(text), head: head, keepingErrors: keepingErrors, wayBack: wayBack)
    return longest(of: cut, within: limit, &counter)
  }

  /// The most of a text that has at most so many tokens, found by halving: the more bytes are kept, the more tokens.
  static func longest(of cut: TextCut, within limit: Int, _ counter: inout PromptCounter) -> String {
    var best = ""
    var low = 0
    var high = min(cut.size, limit * 8)
    for _ in 0..<tries {
      let middle = (low + high + 1) / 2
      let candidate = cut.keeping(bytes: middle)
      if candidate.utf8.count < cut.size, counter.count(candidate, as: .code) <= limit {
        best = candidate
        low = middle
      } else {
        high = middle
      }
    }
    return best
  }

  /// Whether a text has more tokens than this. Of one that is far too long only the beginning is counted.
  static func exceeds(_ text: String, _ limit: Int, _ counter: inout PromptCounter) -> Bool {
    let enough = limit * 16
    guard text.utf8.count > enough else { return counter.count(text, as: .code) > limit }
    let end = text.utf8.index(text.startIndex, offsetBy: enough)
    return counter.count(String(decoding: text.utf8[..<end], as: UTF8.self), as: .code) > limit
      || counter.count(text, as: .code) > limit
  }
}
