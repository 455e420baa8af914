import Conversations

/// A plan, and what the next one goes on from.
public struct PlannedContext: Sendable {
  /// What is forwarded.
  public var plan: ContextPlan
  /// The state after this request, to be kept once the backend has taken it.
  public var state: ContextState
  /// What was done, for the client and the operator.
  public var report: ContextReport
  /// What is forwarded in tokens as they are counted, without the ratio by which the report tells them: what a backend's own
  /// count is compared with.
  public var countedTokens: Int
  /// What was counted for the first time.
  public var counted: [MessageCount]
  /// What left the prompt with this plan and could be put into better words by a model; nil when nothing left.
  public var removed: RemovedSteps?
}

/// Steps that have left the prompt, for whoever writes digests.
public struct RemovedSteps: Sendable {
  /// The chain hash of the last message among them: the digest's name.
  public var end: Fingerprint
  /// The digest before theirs, as the model reads it; empty for the first.
  public var earlierDigest: String
  /// What they say, their results shortened.
  public var transcript: String
}

/// That a request cannot be made to fit. All figures are in the target's tokens.
public struct ContextOverflow: Error, Sendable, Equatable {
  /// What the prompt comes to at the least.
  public var tokens: Int
  /// The most that may be forwarded.
  public var limit: Int
  /// The biggest parts of the prompt, biggest first, with their tokens.
  public var biggest: [Part]

  /// A part of a prompt.
  public struct Part: Sendable, Equatable {
    /// What it is: `tools`, `system prompt`, `newest message`.
    public var name: String
    /// Its tokens.
    public var tokens: Int

    /// A part.
    public init(name: String, tokens: Int) {
      self.name = name
      self.tokens = tokens
    }
  }

  /// An overflow.
  public init(tokens: Int, limit: Int, biggest: [Part]) {
    self.tokens = tokens
    self.limit = limit
    self.biggest = biggest
  }
}
