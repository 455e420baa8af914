/// A result that says that the user did not want the call, and perhaps why: these are the user's own words.
enum Rejection {
  private static let mark: StaticString = "the user said:"

  /// What the user said; nil when the result is none of these.
  static func words(in result: String) -> String? {
    // Claude Code tells the model about it in two sentences before the words.
    let bytes = Array(result.utf8)
    guard let place = bytes.prefix(600).offset(of: mark) else { return nil }
    let words = bytes[(place + mark.utf8CodeUnitCount)...].trimmedSpace.text
    return words.isEmpty ? nil : words
  }
}
