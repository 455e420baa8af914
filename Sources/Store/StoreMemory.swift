import Synchronization

/// What the store's callers and its thread share: the index, the counters, and the ear for trouble.
final class StoreMemory: Sendable {
  /// Where requests find their sessions.
  let index: Mutex<SessionIndex>
  private let counted = Mutex(StoreCounters())
  private let onTrouble: @Sendable (StoreTrouble) -> Void

  /// Memory with an index of `capacity` chain hashes.
  init(capacity: Int, onTrouble: @escaping @Sendable (StoreTrouble) -> Void) {
    index = Mutex(SessionIndex(capacity: capacity))
    self.onTrouble = onTrouble
  }

  /// The counters as they stand.
  var counters: StoreCounters { counted.withLock { $0 } }

  /// Counts a trouble and tells of it.
  func report(_ trouble: StoreTrouble) {
    counted.withLock { $0.count(trouble) }
    onTrouble(trouble)
  }

  /// Counts turns that are safe now.
  func count(settled turns: Int) { counted.withLock { $0.settledTurns += turns } }

  /// Forgets a session that has been removed.
  func forget(_ removed: RemovedSession) {
    index.withLock { $0.forget(removed.id, key: removed.key, isLast: removed.isLastOfKey) }
  }
}
