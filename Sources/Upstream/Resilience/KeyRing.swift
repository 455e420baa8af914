/// Several keys of one backend, taken in turn; one that is refused or throttled is left out for a time.
public struct KeyRing: Sendable, Equatable {
  /// Which key is to be shown.
  public enum Choice: Sendable, Equatable {
    /// This one.
    case key(Credential)
    /// None: all are left out until then, in milliseconds since 1970, when the first comes back.
    case held(until: Int64)
  }

  private struct Key: Equatable {
    let credential: Credential
    /// When it may be shown again, in milliseconds since 1970.
    var heldUntil: Int64 = 0
  }

  private var keys: [Key]
  private var turn = 0

  /// A ring of which no key is left out.
  ///
  /// - Parameter keys: at least one.
  public init(_ keys: [Credential]) {
    precondition(!keys.isEmpty, "a ring has a key")
    self.keys = keys.map { Key(credential: $0) }
  }

  /// The next key.
  ///
  /// - Parameter isLastResort: whether one is wanted even if all are left out; then it is the one that comes back first.
  public mutating func next(at now: Int64, isLastResort: Bool = false) -> Choice {
    for step in keys.indices {
      let index = (turn + step) % keys.count
      guard keys[index].heldUntil <= now else { continue }
      turn = (index + 1) % keys.count
      return .key(keys[index].credential)
    }
    guard let first = keys.min(by: { $0.heldUntil < $1.heldUntil }) else {
      preconditionFailure("a ring has a key")
    }
    return isLastResort ? .key(first.credential) : .held(until: first.heldUntil)
  }

  /// Leaves a key out until then.
  public mutating func hold(_ key: Credential, until: Int64) {
    for index in keys.indices where keys[index].credential == key {
      keys[index].heldUntil = max(keys[index].heldUntil, until)
    }
  }

  /// How many keys are left out.
  public func heldCount(at now: Int64) -> Int { keys.count { $0.heldUntil > now } }

  /// Takes a key in again that has been accepted.
  public mutating func release(_ key: Credential) {
    for index in keys.indices where keys[index].credential == key { keys[index].heldUntil = 0 }
  }

  /// Takes all keys in again.
  public mutating func reset() { for index in keys.indices { keys[index].heldUntil = 0 } }

  /// The ring with other keys; those that stay are left out as long as before.
  public func changed(to others: [Credential]) -> KeyRing {
    var ring = KeyRing(others)
    for key in keys { ring.hold(key.credential, until: key.heldUntil) }
    return ring
  }
}
