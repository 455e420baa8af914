/// Which turns are counted, and by what.
public struct UsageQuery: Sendable, Equatable {
  /// What turns are put together by.
  public enum Grouping: String, Sendable, CaseIterable {
    /// The model that answered, or was asked for when none did.
    case model
    /// The backend that answered.
    case backend
    /// The day, in local time.
    case day
    /// The session.
    case session
    /// The tier that was chosen.
    case tier
    /// The gateway's token that the client presented.
    case token
  }

  /// What turns are put together by.
  public var grouping: Grouping
  /// Only turns at or after this time, in milliseconds since 1970.
  public var since: Int64?
  /// Only turns of this backend.
  public var backend: String?
  /// Only turns of this model: the one that answered, or was asked for when none did.
  public var model: String?

  /// A question; by default about everything, by model.
  public init(
    by grouping: Grouping = .model, since: Int64? = nil, backend: String? = nil, model: String? = nil
  ) {
    self.grouping = grouping
    self.since = since
    self.backend = backend
    self.model = model
  }
}

/// What some turns cost together.
public struct UsageRow: Sendable, Equatable {
  /// What they have in common: a model, a backend, a day (`2026-01-31`), a session's id, a tier or a token. Nil for turns
  /// that were sent to no backend, whose target the client named, or that came without a token of a name.
  public var key: String?
  /// How many turns.
  public var turns: Int
  /// Turns that ended in a failure.
  public var failed: Int
  /// Turns whose answer broke off.
  public var cut: Int
  /// Tokens of prompts that no cache served.
  public var inputTokens: Int
  /// Tokens of prompts read from caches.
  public var cacheReadTokens: Int
  /// Tokens of prompts written to caches.
  public var cacheWriteTokens: Int
  /// Tokens generated.
  public var outputTokens: Int
}
