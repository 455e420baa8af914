import Conversations

/// What vendors want back of their answers. Nothing of it is needed to answer: what cannot be had is told of.
extension ConversationStore {
  /// What is remembered of the reasoning that a session may hold, the newest up to `KnownReasoning.mostBytes`; nothing
  /// when the store does not answer, or the task is cancelled while it waits.
  public func reasoning(in state: SessionState) async -> KnownReasoning {
    await look(for: .reasoning) { (archive, memory) throws(StoreError) in
      let (known, damage) = try archive.reasoning(in: state)
      for error in damage { memory.report(.unread(.reasoning, error)) }
      return known
    } ?? KnownReasoning()
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
