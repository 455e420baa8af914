/// A human text kept from a message that has left.
enum KeptUserText {
  /// The most characters that are kept, what tells of the rest included.
  static let longest = 2_000
  /// What of them comes from the beginning.
  private static let head = 0.7
  /// Room for the mark.
  private static let mark = 60

  /// The text, of a long one its head and tail.
  static func text(_ text: String) -> String {
    let text = text.trimmed
    let size = text.utf8.count
    guard size > longest, case let characters = text.unicodeScalars.count, characters > longest else {
      return text
    }
    let bytes = (longest - mark) * (size / characters)
    return TextCut(TextLines(text), head: head, keepingErrors: false, wayBack: "").keeping(bytes: bytes)
  }
}
