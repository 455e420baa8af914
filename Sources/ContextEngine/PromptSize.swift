import Conversations
import Tokens

/// What a forwarded prompt comes to, in tokens as they are counted: never less than what a renderer makes of it.
struct PromptSize: Sendable {
  /// What stands around a call beside its name and its arguments. Templates that write more teach it by their reports.
  private static let aroundCall = 8
  /// What joins a text to its neighbours.
  private static let aroundText = 2
  /// What marks a result as a failure, or says that it is empty.
  private static let aroundResult = 2
  /// What is said in place of a picture or a file that the model cannot read, or around one that it can.
  private static let aroundMedia = 30

  private let template: ChatTemplate

  /// Sizes for models with this template.
  init(template: ChatTemplate) { self.template = template }

  /// The most that the system prompt takes beside its text.
  var aroundMessage: Int { template.message }

  /// All of it.
  func tokens(of state: ContextState) -> Int {
    fixed(state.fixed) + state.held.reduce(0) { $0 + tokens(of: $1) } + log(state.log)
      + state.notes.reduce(0) { $0 + tokens(ofInsertion: $1.tokens) }
  }

  /// System prompt, tools, and what the template adds once.
  func fixed(_ part: FixedPart) -> Int {
    template.fixed + part.tokens + (part.systemTokens > 0 ? template.message : 0)
  }

  /// What stays of messages that have left.
  func log(_ log: [LogEntry]) -> Int { log.reduce(0) { $0 + tokens(of: $1) } }

  /// One entry: a piece of the message of the first task.
  func tokens(of entry: LogEntry) -> Int { entry.tokens + Self.aroundText }

  /// How much an epoch leaves: all that is pinned, and a share of the rest.
  func lowWater(of state: ContextState, _ settings: ContextSettings) -> Int {
    let task = state.held.first { $0.record == state.task }.map { tokens(of: $0) } ?? 0
    let pinned = fixed(state.fixed) + task + log(state.log)
    return pinned + Int(settings.lowWater * Double(max(0, state.terms.limit - pinned)))
  }

  /// A text of the gateway's own. It may have to be a message of its own between two of the assistant.
  func tokens(ofInsertion tokens: Int) -> Int { tokens + Self.aroundText + template.message }

  /// A message. Results may be messages of their own.
  func tokens(of message: HeldMessage) -> Int {
    let parts = message.parts.filter(\.isForwarded)
    return parts.reduce(around(parts)) { $0 + tokens(of: $1) }
  }

  /// A part.
  func tokens(of part: HeldPart) -> Int { part.isForwarded ? part.tokens + around(part) : 0 }

  /// A message as the client sent it, by its parts.
  func tokens(ofOriginal parts: [HeldPart]) -> Int {
    parts.reduce(around(parts)) { $0 + tokens(ofOriginal: $1) }
  }

  /// A part as the client sent it.
  func tokens(ofOriginal part: HeldPart) -> Int { part.original + around(part) }

  private func around(_ parts: [HeldPart]) -> Int {
    parts.contains { $0.kind != .result } ? template.message : 0
  }

  private func around(_ part: HeldPart) -> Int {
    switch part.kind {
    case .call: Self.aroundCall
    case .result: Self.aroundResult + template.message
    case .picture, .document, .other: Self.aroundMedia
    case .text, .reminder, .thinking: Self.aroundText
    }
  }
}
