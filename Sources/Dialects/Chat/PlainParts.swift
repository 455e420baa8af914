import Conversations
import Wire

/// Says parts of messages in text, for places and models that take nothing else. What has no text is replaced by a note
/// that says what it was.
struct PlainParts {
  /// What was left out or replaced, in words for the operator.
  var notes: [String] = []
  /// The tools that were named or called, in the order of their first mention, as the client knows them.
  private(set) var referencedTools: [String] = []

  /// What stands before the text of a result that no call asked for.
  static let orphan = "[result of an earlier tool call]"
  /// What the result of a call says that was never answered.
  static let interrupted = "no result: the call was interrupted"
  /// What a result says that says nothing: some templates and vendors refuse an empty one.
  static let silence = "(no output)"

  /// Notes that a tool was named or called.
  mutating func reference(_ tool: String) {
    if !referencedTools.contains(tool) { referencedTools.append(tool) }
  }

  /// The text of parts, without those that have none.
  mutating func text(of parts: [ContentPart], where isKept: (String) -> Bool = { _ in true }) -> String {
    let texts = parts.map { text(of: $0) }.filter { !$0.isEmpty && isKept($0) }
    return texts.joined(separator: ChatMessage.separator)
  }

  /// The text of a part; empty for what is left out.
  mutating func text(of part: ContentPart) -> String {
    switch part {
    case .text(let text): return text
    case .image(let image): return note(replacing: image, as: "image")
    case .document(let document): return text(of: document)
    case .toolCall(let call): return "[call of \(call.name): \(String(decoding: call.input, as: UTF8.self))]"
    case .toolResult(let result):
      return result.parts.map { text(of: $0) }.joined(separator: ChatMessage.separator)
    case .thinking, .redactedThinking: return ""
    case .toolReference(let name):
      reference(name)
      return "[tool available: \(name)]"
    case .other(let type, let source):
      notes.append("a \(type) part replaced by a note")
      return "[\(type), \(ByteCount(source.range.count)), left out: this model does not know it]"
    }
  }

  private mutating func text(of document: Document) -> String {
    switch document.body {
    case .media(let media): note(replacing: media, as: "document", titled: document.title)
    case .text(let text): titled(document.title, text)
    case .parts(let parts): titled(document.title, text(of: parts))
    }
  }

  private func titled(_ title: String?, _ text: String) -> String {
    title.map { "[document: \($0)]\n\(text)" } ?? text
  }

  private mutating func note(
    replacing media: Media, as kind: String, titled title: String? = nil
  ) -> String {
    notes.append("\(kind) replaced by a note")
    let facts = [kind, title, media.knownType, media.whereabouts].compactMap { $0 }
    return "[\(facts.joined(separator: ", ")), left out: this model cannot read it]"
  }
}
