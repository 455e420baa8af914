import Conversations
import Wire

/// The signs by which a history is known to be a summary that a client put in place of an earlier one.
enum CompactionSummary {
  /// How Claude Code opens the first message after it has compacted a conversation.
  static let opening = "This session is being continued from a previous conversation"

  /// Whether a request's history begins with a summary: a `compaction` block leads, or the first message of the user
  /// has a text that opens with the client's sentence.
  static func begins(_ request: ChatRequest) -> Bool {
    leadsWithBlock(request) || opensWithSentence(request)
  }

  private static func leadsWithBlock(_ request: ChatRequest) -> Bool {
    guard let content = request.messages.first?.source["content"] else { return false }
    return content.elements.prefix(1).contains { $0["type"]?.isString("compaction") ?? false }
  }

  private static func opensWithSentence(_ request: ChatRequest) -> Bool {
    guard let first = request.messages.first(where: { $0.role == .user }) else { return false }
    return first.texts.contains { $0.hasPrefix(opening) }
  }
}

extension Message {
  /// The plain texts of the message, decoded one at a time as they are asked for.
  var texts: some Sequence<String> {
    let content = source["content"]
    let parts = content.map { $0.kind == .string ? [$0] : $0.elements.compactMap { $0["text"] } } ?? []
    return parts.lazy.compactMap { $0.string }
  }
}
