import Conversations
import Wire

/// A client's history that is replaced by one item: OpenAI encrypts what is in it, this gateway writes a summary.
enum ResponsesCompaction {
  /// What a model is asked where the client asks for such an item.
  static let request = """
    Summarise the conversation so far for an assistant who will continue it without seeing it. Keep what the user \
    wants, what was decided and why, the files, commands and facts that matter, what is done and what is left. Answer \
    with the summary alone, and call no tool.
    """

  /// What stands before a summary where a model reads it.
  private static let heading = "Summary of the conversation so far:\n\n"

  /// Whether the client asks for such an item: by the last item that it sends.
  static func isAskedFor(by request: ChatRequest) -> Bool {
    request.messages.last?.source["type"]?.isString("compaction_trigger") == true
  }

  /// The summary that an answer is; empty when the model said nothing.
  static func summary(in answer: Answer) -> [UInt8] {
    let text = answer.parts.reduce(into: [UInt8]()) { text, part in
      if case .text(let more) = part { text += more }
    }
    return text.allSatisfy(ASCII.isSpace) ? [] : text
  }

  /// What an item holds in place of a vendor's encrypted content.
  static func content(of summary: [UInt8]) -> [UInt8] { Array("\(GatewaySignature.prefix)".utf8) + summary }

  /// What a model reads in place of an item of this gateway's own; nil for one of a vendor's.
  static func text(of item: JSONValue) -> String? {
    let prefix = "\(GatewaySignature.prefix)"
    guard let content = item["encrypted_content"]?.string, content.hasPrefix(prefix) else { return nil }
    return heading + content.dropFirst(prefix.count)
  }
}
