import Conversations

/// What has left with an epoch, put down for a model that is to describe it.
struct RemovedTranscript: Sendable {
  /// The most characters of a result: enough for what it was about.
  private static let longestResult = 2_000

  /// What it says; empty when nothing has left.
  private(set) var text = ""
  /// The last record that has left.
  private(set) var last: Int?

  /// Adds a step.
  mutating func add(_ messages: [(message: HeldMessage, parts: [ContentPart])]) {
    for (message, parts) in messages {
      last = message.record
      for (held, part) in zip(message.parts, parts) where held.isForwarded { add(part, saidBy: message.role) }
    }
  }

  private mutating func add(_ part: ContentPart, saidBy role: Role) {
    switch part {
    case .text(let said): text += "\(role.rawValue): \(said)\n"
    case .toolCall(let call): text += "call of \(call.name): \(String(decoding: call.input, as: UTF8.self))\n"
    case .toolResult(let result):
      text += "\(result.isError ? "error" : "result"): \(result.text.prefix(Self.longestResult))\n"
    case .image, .document, .thinking, .redactedThinking, .toolReference, .other: break
    }
  }
}
