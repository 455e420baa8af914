/// Who speaks in a message.
public enum Role: String, Sendable, CaseIterable {
  /// The person, or the tools that answer for the person's machine.
  case user
  /// The model.
  case assistant
  /// The operator: at the head of a conversation, or anywhere in it.
  case system
  /// The result of one tool call, where a dialect gives results a message of their own.
  case tool
}
