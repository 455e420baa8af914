/// A session's conversation as a Markdown document.
struct MarkdownTranscript {
  private let transcript: Transcript

  /// A document about this conversation.
  init(_ transcript: Transcript) { self.transcript = transcript }

  /// The document, ending in a line feed.
  var text: String {
    var blocks = ["# \(title)", facts]
    if !transcript.systemText.isEmpty { blocks += ["## System", fenced(transcript.systemText)] }
    for message in transcript.messages {
      blocks.append("## \(message.role.prefix(1).uppercased() + message.role.dropFirst())")
      blocks += message.parts.map(block)
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private var title: String {
    let words = (transcript.summary.title ?? "").split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? "Session \(transcript.summary.id)" : words.joined(separator: " ")
  }

  private var facts: String {
    let summary = transcript.summary
    let facts = [
      "session \(summary.id)", summary.client, transcript.target,
      "\(summary.createdAt.iso8601) to \(summary.lastAt.iso8601)",
    ]
    return "*" + facts.compactMap { $0 }.joined(separator: " · ") + "*"
  }

  private func block(_ part: MessageReport.Part) -> String {
    switch part {
    case .text(let text): text
    case .thinking(let text): "**Thinking**\n\n" + fenced(text)
    case .toolCall(let name, let input): "**Calls \(name)**\n\n" + fenced(input, "json")
    case .toolResult(let text, let isError):
      (isError ? "**Result (failed)**" : "**Result**") + "\n\n" + fenced(text)
    case .note(let text): "*[\(text)]*"
    }
  }

  /// A code block whose fence is longer than any run of backticks in it.
  private func fenced(_ text: String, _ language: String = "") -> String {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
  }
}
