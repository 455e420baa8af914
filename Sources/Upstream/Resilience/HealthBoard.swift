import Conversations
import Reactor
import Wire

/// What is known of how targets do, and who may use them now: breakers, quotas, rate limits and places, of all backends.
@LoopActor public final class HealthBoard {
  /// A board on which nothing is known.
  public init() {}

  /// Claims a target: waits for a place where there is none, and takes a key where there are several.
  ///
  /// - Throws: why the target is not to be used now.
  public func claim(_ claim: Claim) async throws(Held) -> Permit {
    Permit(backend: claim.backend)
  }
}

/// A wish to use a target.
public struct Claim: Sendable {
  /// The backend.
  public var backend: Backend
  /// The model's id there.
  public var model: String
  /// What the request is for, which decides who of several goes first.
  public var kind: RequestKind
  /// How many requests the server works on at a time, each with a window of its own, where it says so.
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
}

/// Why a target is not to be used now.
public struct Held: Error, Sendable, Equatable {
  /// What holds it.
  public enum Reason: String, Sendable, CaseIterable {
    /// Its breaker is open after failures.
    case breakerOpen = "breaker-open"
    /// Its vendor has asked to be left alone for a time.
    case rateLimited = "rate-limited"
    /// What the operator allows it, or the vendor, is used up.
    case overQuota = "over-quota"
    /// All its places are taken, and too many wait or have waited too long.
    case busy
  }

  /// What holds it.
  public var reason: Reason
  /// In words, for the operator and the client.
  public var message: String
  /// When it may be used again, in seconds from now; nil where nobody knows.
  public var retryAfterSeconds: Int?

  /// A reason.
  public init(_ reason: Reason, message: String, retryAfterSeconds: Int? = nil) {
    self.reason = reason
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
  }
}
