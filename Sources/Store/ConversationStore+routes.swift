import Conversations

/// What requests are routed by. Nothing of it is needed to answer: what cannot be had is told of.
extension ConversationStore {
  /// Where the last turn went that moved a session on; nil when none did, the store does not answer, or the task is
  /// cancelled while it waits.
  public func lastRoute(of session: SessionID) async -> LastRoute? {
    await look(for: .routes) { (archive, _) throws(StoreError) in try archive.lastRoute(of: session) } ?? nil
  }

  /// What a backend's answers cost since a time (milliseconds since 1970), by model and stretches of five minutes, the
  /// oldest first; nil when the store does not answer.
  public func usage(ofBackend backend: String, since time: Int64) async -> [StoredUsage]? {
    await look(for: .usage) { (archive, _) throws(StoreError) in
      try archive.usage(ofBackend: backend, since: time)
    }
  }

  /// What the answers to a token's requests cost since a time (milliseconds since 1970), by backend, model and stretches of
  /// five minutes, the oldest first; nil when the store does not answer.
  public func usage(ofToken token: String, since time: Int64) async -> [StoredUsage]? {
    await look(for: .usage) { (archive, _) throws(StoreError) in
      try archive.usage(ofToken: token, since: time)
    }
  }

  /// Everything that holds targets back; nothing when the store does not answer.
  public func breakers() async -> [StoredBreaker] {
    await look(for: .breakers) { (archive, _) throws(StoreError) in try archive.breakers() } ?? []
  }

  /// Keeps what holds a target back. Returns at once; what finds no room is told of.
  public func keep(_ breaker: StoredBreaker) {
    keep(.breakers, weight: breaker.state.utf8.count) { [now] (archive) throws(StoreError) in
      try archive.keep(breaker, at: now())
    }
  }

  /// Forgets what held a target back; an empty model stands for what held all of the backend's. Returns at once; what finds
  /// no room is told of.
  public func forgetBreaker(backend: String, model: String) {
    keep(.breakers, weight: 0) { (archive) throws(StoreError) in
      try archive.forgetBreaker(backend: backend, model: model)
    }
  }
}
