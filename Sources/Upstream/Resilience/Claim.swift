import Conversations

/// A wish to use a target.
public struct Claim: Sendable {
  /// The backend.
  public var backend: Backend
  /// The model's id there.
  public var model: String
  /// What the request is for, which decides who of several goes first.
  public var kind: RequestKind
  /// How many requests the server works on at a time, where it says so.
  public var slots: Int?
  /// Whether no other target is left: what merely advises against this one does not hold it then.
  public var isLastResort: Bool

  /// A wish.
  public init(
    backend: Backend, model: String, kind: RequestKind, slots: Int? = nil, isLastResort: Bool = false
  ) {
    self.backend = backend
    self.model = model
    self.kind = kind
    self.slots = slots
    self.isLastResort = isLastResort
  }

  /// The target as people write it.
  var target: String { "\(backend.name)/\(model)" }

  /// How many requests the backend is sent at a time; nil for as many as there are.
  ///
  /// What the operator says; else a local server's slots where each has a window of its own, and one where they have not:
  /// several conversations that share a window push each other out of it. Vendors have limits of their own and tell them.
  var places: Int? {
    if let concurrency = backend.concurrency { return concurrency }
    guard backend.isLocal else { return nil }
    return slots == Self.slotsNobodyAskedFor ? 1 : max(1, slots ?? 1)
  }

  /// How many slots llama.cpp's server has when it is not told how many (`-np -1`). Those share one window, each of those it
  /// is told to have gets a part of its own, and nothing else tells the ones from the others.
  private static let slotsNobodyAskedFor = 4
}
