/// A human text kept from a message that has left.
enum KeptUserText {
  /// The most characters that are kept.
  static let longest = 2_000

  /// The text, of a long one its head and tail.
  static func text(_ text: String) -> String {
    let text = text.trimmed
    guard text.count > longest else { return text }
    let head = text.prefix(longest * 7 / 10)
    let tail = text.suffix(longest * 3 / 10 - 60)
    return "\(head)\n[ctxgw: \(text.count - head.count - tail.count) characters left out]\n\(tail)"
  }
}
