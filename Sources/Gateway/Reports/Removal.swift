import Conversations
import Store

/// Takes recorded sessions away, whether a gateway is recording or not.
///
/// The database's lock tells which: whoever gets it removes by himself; while a gateway holds it, the gateway is asked,
/// because it keeps in memory what it has written.
public struct Removal: Sendable {
  private let configuration: Configuration

  /// Removal from the store of a configuration.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Removes a session and all that belongs to it alone; its whole id. Throws `StoreError`, which tells of an unknown or
  /// ambiguous id, or `AdminError`.
  public func remove(_ id: String) async throws -> String {
    guard let store = try unservedStore() else { return try await AdminClient(configuration).remove(id) }
    let removed = try await store.remove(id)
    await store.close()
    return removed.text
  }

  /// Removes all sessions whose last turn is longer ago than `age`; how many. Throws as `remove` does.
  public func prune(olderThan age: Duration) async throws -> Int {
    guard let store = try unservedStore() else {
      return try await AdminClient(configuration).prune(olderThan: age)
    }
    let count = try await store.prune(before: (Timestamp.now() - age).milliseconds)
    await store.close()
    return count
  }

  /// The store, ours alone; nil while a gateway has it.
  private func unservedStore() throws(StoreError) -> ConversationStore? {
    do throws(StoreError) {
      return try ConversationStore(.file(configuration.store.path), for: .maintenance)
    } catch {
      if case .inUse = error { return nil }
      throw error
    }
  }
}
