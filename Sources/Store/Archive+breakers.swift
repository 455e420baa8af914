import Conversations

extension Archive {
  /// Everything that is held against targets.
  func breakers() throws(StoreError) -> [StoredBreaker] {
    try database.statement("SELECT backend, model, state FROM breakers ORDER BY backend, model")
      .all { StoredBreaker(backend: $0.text(0), model: $0.text(1), state: $0.text(2)) }
  }

  /// Keeps what is held against a target in place of what was before; forgets it where that is nothing any more.
  func keep(_ breaker: StoredBreaker, at time: Int64) throws(StoreError) {
    guard let state = breaker.state else {
      return try database.statement("DELETE FROM breakers WHERE backend = ? AND model = ?")
        .run(breaker.backend, breaker.model)
    }
    try database.statement(
      """
      INSERT INTO breakers(backend, model, state, updated_at) VALUES(?, ?, ?, ?)
      ON CONFLICT(backend, model) DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
      """
    ).run(breaker.backend, breaker.model, state, time)
  }
}
