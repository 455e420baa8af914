import Conversations

/// A turn as a policy sees it.
struct PolicyTurn {
  /// The request.
  let request: ChatRequest
  /// Whose it is.
  let key: ContextKey
  /// Its messages with their exact sizes, as the baselines cut them.
  let messages: [SizedMessage]
  /// The tokens of system prompt and tools.
  let fixedTokens: Int
  /// What it has to fit.
  let window: WindowCase
  /// What the target can be sent.
  let traits: ModelTraits
  /// Whether it stands beside its conversation and leaves no trace in it.
  let isSide: Bool
}

/// What a policy has decided.
struct PolicyDecision {
  /// What is forwarded.
  var plan: ContextPlan
  /// Whether the policy says that it has broken the prompt before.
  var isEpoch: Bool
  /// What the planner says of it; nil from a baseline.
  var report: ContextReport?
  /// Whether the same came out a second time, from a state that had been written down and read again.
  var isDetermined = true
  /// What deciding took, in nanoseconds of the processor; 0 when nobody has looked.
  var nanoseconds = 0
}

/// A way of making one line of a conversation fit; it keeps what it has decided before.
protocol ForwardingPolicy {
  /// Decides what of a turn is forwarded.
  ///
  /// - Throws: when the policy says that nothing can be.
  mutating func forward(_ turn: PolicyTurn) throws -> PolicyDecision

  /// Is told what was forwarded.
  mutating func note(exactTokens: Int)
}

extension ForwardingPolicy {
  mutating func note(exactTokens: Int) {}
}
