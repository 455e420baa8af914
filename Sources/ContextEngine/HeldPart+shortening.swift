import Conversations
import Tokens

/// How a part is made shorter.
extension HeldPart {
  /// What of a text of prose that is cut comes from its beginning.
  private static let head = 0.7

  /// Cuts a text to its beginning and its end.
  mutating func cap(_ text: String, toTokens cap: Int, turn: Int, counting counter: inout PromptCounter) {
    guard tokens > cap else { return }
    let short = TextCap.capped(
      text, toTokens: cap, head: Self.head, keepingErrors: false, counting: &counter)
    let count = counter.count(short)
    if !short.isEmpty, count < tokens { replace(by: short, as: .capped, tokens: count, turn: turn) }
  }

  /// Makes a result what is forwarded of it.
  mutating func ingest(
    _ result: ToolResult, of use: ToolUse?, toTokens cap: Int, _ traits: ModelTraits,
    _ settings: ContextSettings,
    turn: Int, counting counter: inout PromptCounter
  ) {
    if let use, settings.excludedTools.contains(use.name) { return }
    let needsNotes = result.holdsMedia && !traits.acceptsImages
    guard needsNotes || !result.holdsMedia || tokens > cap else { return }
    let text = result.text
    if let short = IngestRules(cap: cap).ingested(text, of: use, isFailure: isFailure, counting: &counter) {
      replace(by: short.text, as: short.state, tokens: short.tokens, turn: turn)
    } else if result.holdsMedia {
      replace(by: text, as: .capped, tokens: counter.count(text, as: .code), turn: turn)
    }
  }

  /// Cuts a result to so many tokens whatever tool it is of; to a note where that is shorter.
  mutating func squeeze(
    _ result: ToolResult, of use: ToolUse?, toTokens cap: Int, turn: Int,
    counting counter: inout PromptCounter
  ) {
    if let short = IngestRules(cap: cap).ingested(
      result.text, of: use, isFailure: isFailure, counting: &counter),
      short.tokens < tokens, !short.text.isEmpty
    {
      replace(by: short.text, as: .capped, tokens: short.tokens, turn: turn)
    }
    if tokens > cap { stub(result, of: use, turn: turn, counting: &counter) }
  }

  /// Puts the note in a result's place that says how it can be had again.
  mutating func stub(
    _ result: ToolResult, of use: ToolUse?, turn: Int, counting counter: inout PromptCounter
  ) {
    let note = StubText.result(result.text, of: use, isFailure: isFailure)
    let count = counter.count(note, as: .code)
    if count < tokens { replace(by: note, as: .stub, tokens: count, turn: turn) }
  }

  /// Shortens the long texts among a call's arguments.
  mutating func stub(_ call: ToolCall, turn: Int, counting counter: inout PromptCounter) {
    guard let input = StubText.input(of: call, ToolUse(of: call)) else { return }
    let count = counter.count(call.name, as: .json) + counter.count(input, as: .json)
    if count < tokens { replace(by: input, as: .capped, tokens: count, turn: turn) }
  }
}

extension ToolResult {
  /// What it says; pictures and files as notes.
  var text: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .image(let media): MediaNote.image(media, .unseen)
      case .document(let document): document.text
      case .toolReference(let name): "[tool available: \(name)]"
      case .other(let type, _): "[ctxgw: \(type) left out]"
      case .toolCall, .toolResult, .thinking, .redactedThinking: ""
      }
    }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// Whether anything in it is no text.
  var holdsMedia: Bool { parts.contains { if case .text = $0 { false } else { true } } }
}

extension Document {
  /// What it says, as far as it is text.
  fileprivate var text: String {
    switch body {
    case .text(let text): [title.map { "[document: \($0)]" }, text].compactMap { $0 }.joined(separator: "\n")
    case .parts(let parts): ToolResult(callID: "", parts: parts, isError: false).text
    case .media(let media): MediaNote.document(title, media)
    }
  }
}
