import Conversations

extension Archive {
  /// Removes a session with its turns, and whatever nothing else refers to any more.
  func remove(_ session: SessionID) throws(StoreError) -> RemovedSession {
    try database.transaction { () throws(StoreError) in
      let row = try database.statement("SELECT id, key FROM sessions WHERE name = ?")
        .first(session) { (row) throws(StoreError) in (id: row.int(0), key: try fingerprint(row, 1)) }
      guard let row else { throw .noSession(prefix: session.text) }
      try condemn(session: row.id)
      try database.statement("DELETE FROM sessions WHERE id = ?").run(row.id)
      try deleteCondemned()
      let others = try database.statement("SELECT count(*) FROM sessions WHERE key = ?")
        .first(row.key) { $0.int(0) }
      return RemovedSession(id: session, key: row.key, isLastOfKey: others == 0)
    }
  }

  /// Removes the session that has been quiet for longest, if it has been so since before `cutoff` (milliseconds
  /// since 1970); nil when there is none.
  func removeOldest(before cutoff: Int64) throws(StoreError) -> RemovedSession? {
    let oldest = try database.statement(
      "SELECT name FROM sessions WHERE last_at < ? ORDER BY last_at, id LIMIT 1"
    ).first(cutoff) { SessionID($0.text(0)) }
    return try oldest.map { (oldest) throws(StoreError) in try remove(oldest) }
  }

  /// How many bytes of the file hold something.
  func usedBytes() throws(StoreError) -> Int {
    try (database.pragma("page_count") - database.pragma("freelist_count")) * database.pragma("page_size")
  }

  /// Gives some empty pages back to the file system; whether more are left.
  func shrink() throws(StoreError) -> Bool {
    guard try database.pragma("freelist_count") > 0 else { return false }
    // 8 MB at most, so that nothing waits long behind it.
    try database.execute("PRAGMA incremental_vacuum(1024)")
    return try database.pragma("freelist_count") > 0
  }

  /// Lists everything a session's turns and branches lead to.
  private func condemn(session: Int) throws(StoreError) {
    try makeLists()
    try database.statement(
      """
      INSERT INTO condemned_nodes
      WITH RECURSIVE path(id) AS (
        SELECT request FROM turns WHERE session = ?1 AND request IS NOT NULL
        UNION SELECT answer FROM turns WHERE session = ?1 AND answer IS NOT NULL
        UNION SELECT n.parent FROM path p JOIN nodes n ON n.id = p.id WHERE n.parent IS NOT NULL)
      SELECT id FROM path
      """
    ).run(session)
    try database.statement(
      """
      INSERT INTO condemned_prompts
      SELECT system FROM turns WHERE session = ?1 AND system IS NOT NULL
      UNION SELECT tools FROM turns WHERE session = ?1 AND tools IS NOT NULL
      """
    ).run(session)
  }

  /// Deletes what was listed, but for what other sessions' turns and branches, or nodes outside the list, still need.
  private func deleteCondemned() throws(StoreError) {
    try database.statement(
      """
      WITH RECURSIVE needed(id) AS (
        SELECT id FROM condemned_nodes c
        WHERE EXISTS (SELECT 1 FROM turns WHERE request = c.id)
          OR EXISTS (SELECT 1 FROM turns WHERE answer = c.id)
          OR EXISTS (SELECT 1 FROM branches WHERE tip = c.id)
          OR EXISTS (SELECT 1 FROM branches WHERE answer = c.id)
          OR EXISTS (SELECT 1 FROM nodes WHERE parent = c.id AND id NOT IN (SELECT id FROM condemned_nodes))
        UNION SELECT n.parent FROM needed JOIN nodes n ON n.id = needed.id WHERE n.parent IS NOT NULL)
      DELETE FROM condemned_nodes WHERE id IN (SELECT id FROM needed)
      """
    ).run()
    try database.statement(
      """
      INSERT INTO condemned_messages
      SELECT DISTINCT message FROM nodes WHERE id IN (SELECT id FROM condemned_nodes)
      """
    ).run()
    try database.statement("DELETE FROM nodes WHERE id IN (SELECT id FROM condemned_nodes)").run()
    try database.statement(
      """
      DELETE FROM messages WHERE id IN (SELECT id FROM condemned_messages)
        AND NOT EXISTS (SELECT 1 FROM nodes WHERE message = messages.id)
      """
    ).run()
    try database.statement(
      """
      DELETE FROM prompts WHERE id IN (SELECT id FROM condemned_prompts)
        AND NOT EXISTS (SELECT 1 FROM turns WHERE system = prompts.id)
        AND NOT EXISTS (SELECT 1 FROM turns WHERE tools = prompts.id)
      """
    ).run()
  }

  /// Empties the lists of what is to go. They are made once: a change of schema has every statement prepared anew.
  private func makeLists() throws(StoreError) {
    try database.execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS condemned_nodes(id INTEGER PRIMARY KEY);
      CREATE TEMP TABLE IF NOT EXISTS condemned_messages(id INTEGER PRIMARY KEY);
      CREATE TEMP TABLE IF NOT EXISTS condemned_prompts(id INTEGER PRIMARY KEY);
      DELETE FROM condemned_nodes; DELETE FROM condemned_messages; DELETE FROM condemned_prompts
      """)
  }
}

/// A session that is gone, and what the index must know about it.
struct RemovedSession: Sendable, Equatable {
  let id: SessionID
  let key: Fingerprint
  /// Whether the database has no other session of its key.
  let isLastOfKey: Bool
}
