import Conversations

extension Archive {
  /// Everything that holds targets back.
  func breakers() throws(StoreError) -> [StoredBreaker] {
    try database.statement("SELECT backend, model, state, until FROM breakers ORDER BY backend, model").all {
      StoredBreaker(backend: $0.text(0), model: $0.text(1), state: $0.text(2), until: $0.int64(3))
    }
  }

  /// Keeps what holds a target back in place of what did before.
  func keep(_ breaker: StoredBreaker, at time: Int64) throws(StoreError) {
    try database.statement(
      """
      INSERT INTO breakers(backend, model, state, until, updated_at) VALUES(?, ?, ?, ?, ?)
      ON CONFLICT(backend, model) DO UPDATE
      SET state = excluded.state, until = excluded.until, updated_at = excluded.updated_at
      """
    ).run(breaker.backend, breaker.model, breaker.state, breaker.until, time)
  }

  /// Forgets what held a target back.
  func forgetBreaker(backend: String, model: String) throws(StoreError) {
    try database.statement("DELETE FROM breakers WHERE backend = ? AND model = ?").run(backend, model)
  }
}
