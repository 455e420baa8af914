import Conversations

/// The title of a session: the first thing a person said in it, cut to a line.
enum SessionTitle {
  /// The longest title, in characters.
  static let maxLength = 120

  /// The title a request suggests; nil when nobody but the client's program has spoken.
  static func suggested(by request: ChatRequest) -> String? {
    for message in request.messages where message.role == .user {
      if let title = message.texts.lazy.compactMap(line(from:)).first(where: { _ in true }) { return title }
    }
    return nil
  }

  private static func line(from text: String) -> String? {
    let start = ClientNote.personsWords(in: text)
    guard !start.isEmpty, !start.hasPrefix(CompactionSummary.opening) else { return nil }
    // Four times the length leaves room for runs of white space, and a huge first message is not split whole.
    let words = start.prefix(4 * maxLength).split { $0.isWhitespace || $0.isNewline }
    let line = words.joined(separator: " ")
    return line.count <= maxLength ? line : line.prefix(maxLength - 1) + "…"
  }
}
