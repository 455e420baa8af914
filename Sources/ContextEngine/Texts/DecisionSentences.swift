/// What of an assistant's words is worth keeping in a line.
enum DecisionSentences {
  private static let marks = ["because", "instead", "decided", "must not", "root cause"]
  /// The most characters of all of it.
  private static let longest = 400

  /// The first 160 characters, and sentences that give reasons.
  static func picked(from texts: [String]) -> [String] {
    let text = texts.joined(separator: " ").trimmed
    guard !text.isEmpty else { return [] }
    var picked = [text.oneLine(160)]
    var left = longest - picked[0].count
    for sentence in text.dropFirst(160).split(whereSeparator: { $0.isNewline || $0 == "." }) {
      let lower = sentence.lowercased()
      guard marks.contains(where: { lower.contains($0) }) else { continue }
      let kept = sentence.trimmed.clipped(to: min(160, left))
      left -= kept.count
      if left < 20 { break }
      picked.append(kept)
    }
    return picked
  }
}
