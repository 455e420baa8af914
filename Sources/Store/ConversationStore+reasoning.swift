import Conversations

/// What vendors want back of their answers. Nothing of it is needed to answer: what cannot be had is told of.
extension ConversationStore {
  /// The reasoning in front of some tool calls of a session, by their ids. Calls that had none, and all when the store
  /// does not answer or the task is cancelled while it waits, are left out.
  public func reasoning(before calls: [String], in state: SessionState) async -> [String: ReasoningState] {
    await look(for: .reasoning) { (archive, memory) throws(StoreError) in
      let (states, damage) = try archive.reasoning(before: calls, in: state)
      for error in damage { memory.report(.unread(.reasoning, error)) }
      return states
    } ?? [:]
  }

  /// Who made signatures, as `backend/model`, by their hashes (`KeptReasoning.name`). Those that nobody remembers, and
  /// all when the store does not answer, are left out.
  public func issuers(of signatures: [Fingerprint]) async -> [Fingerprint: String] {
    await look(for: .reasoning) { (archive, _) throws(StoreError) in
      try archive.issuers(of: signatures)
    } ?? [:]
  }

  /// The conversation that ended with an answer, by the id its client was told; nil when no such answer is kept, or the
  /// store does not answer.
  public func conversation(endingWith answerID: String) async -> StoredConversation? {
    await look(for: .answers) { (archive, _) throws(StoreError) in
      try archive.conversation(endingWith: answerID)
    } ?? nil
  }
}

/// What was said up to and including an answer.
public struct StoredConversation: Sendable, Equatable {
  /// The client's dialect, as in `DialectName`.
  public var dialect: String
  /// The leading system prompt as it came, in the form of `ChatRequest.system`.
  public var system: [UInt8]?
  /// The messages of the request and of its answer, oldest first, byte for byte.
  public var messages: [[UInt8]]
}
