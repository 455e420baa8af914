import Conversations

/// What an operator asks. Ids may be cut to any beginning that no other session shares.
extension ConversationStore {
  /// Sessions in lines, the latest first.
  public func sessions(_ query: SessionQuery = SessionQuery()) async throws(StoreError) -> [SessionRecord] {
    try await perform { (archive) throws(StoreError) in try archive.sessions(query) }
  }

  /// A session with everything that happened in it but the words.
  ///
  /// - Throws: `StoreError.noSession`, or `StoreError.ambiguousSession` with candidates.
  public func session(_ id: String) async throws(StoreError) -> SessionDetail {
    try await perform { (archive) throws(StoreError) in try archive.detail(of: archive.resolve(id)) }
  }

  /// The messages of a branch of a session, the last answer included; of the branch that moved last when none is named.
  public func messages(of id: String, branch: Int? = nil) async throws(StoreError) -> [StoredMessage] {
    try await perform { (archive) throws(StoreError) in
      try archive.messages(of: archive.resolve(id), branch: branch)
    }
  }

  /// A turn with its words.
  public func turn(_ number: Int, of id: String) async throws(StoreError) -> TurnContents {
    try await perform { (archive) throws(StoreError) in
      try archive.contents(ofTurn: number, of: archive.resolve(id))
    }
  }

  /// What turns cost: days in their order, everything else with the most tokens first.
  public func usage(_ query: UsageQuery = UsageQuery()) async throws(StoreError) -> [UsageRow] {
    try await perform { (archive) throws(StoreError) in try archive.usage(query) }
  }

  /// Removes a session with its turns, and all messages no other session has; its id.
  public func remove(_ id: String) async throws(StoreError) -> SessionID {
    let removed = try await perform { (archive) throws(StoreError) in
      try archive.remove(archive.resolve(id))
    }
    forget(removed)
    try await shrink()
    return removed.id
  }

  /// Removes the sessions that have been quiet since before `cutoff` (milliseconds since 1970); how many.
  ///
  /// One at a time, so that turns are written in between.
  public func prune(before cutoff: Int64) async throws(StoreError) -> Int {
    var count = 0
    while let removed = try await perform({ (archive) throws(StoreError) in
      try archive.removeOldest(before: cutoff)
    }) {
      forget(removed)
      count += 1
    }
    try await shrink()
    return count
  }

  /// Gives the room of what was removed back to the file system.
  private func shrink() async throws(StoreError) {
    while try await perform({ (archive) throws(StoreError) in try archive.shrink() }) {}
  }
}
