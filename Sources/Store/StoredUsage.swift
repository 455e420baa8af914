import Conversations

/// What the answers of a model cost in a stretch of time.
public struct StoredUsage: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The model's id there.
  public var model: String
  /// When the latest of their requests arrived, in milliseconds since 1970.
  public var at: Int64
  /// How many answers there were.
  public var answers: Int
  /// Their tokens, as far as the backend reported them.
  public var usage: Usage
}
