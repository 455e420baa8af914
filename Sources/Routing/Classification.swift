import Conversations

/// What a request is for, and by which marks that was seen.
public struct Classification: Sendable, Equatable {
  /// What the request is for.
  public var kind: RequestKind
  /// The mark that decided, in words for the operator.
  public var evidence: String

  /// A classification.
  public init(kind: RequestKind, evidence: String) {
    self.kind = kind
    self.evidence = evidence
  }
}
