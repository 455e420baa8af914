import Conversations

extension Archive {
  /// Where the last turn went that moved a session on and was sent anywhere.
  func lastRoute(of session: SessionID) throws(StoreError) -> LastRoute? {
    try database.statement(
      """
      SELECT tier, received_at + end_ns / 1000000, local_only FROM turns
      WHERE session = (SELECT id FROM sessions WHERE name = ?) AND placement <> 'side' AND rule <> ''
      ORDER BY number DESC LIMIT 1
      """
    ).first(session) { row in
      LastRoute(tier: row.optional(0, row.text), endedAt: row.int64(1), isLocalOnly: row.bool(2))
    }
  }

  /// What a backend's answers cost since a time, the oldest first; those of a model that were asked for within the same five
  /// minutes together.
  func usage(ofBackend backend: String, since time: Int64) throws(StoreError) -> [StoredUsage] {
    try database.statement(
      """
      SELECT backend, target_model, max(received_at), count(*), sum(input_tokens), sum(cache_read_tokens),
        sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens)
      FROM turns WHERE backend = ? AND received_at >= ? AND outcome <> 'failed'
      GROUP BY target_model, received_at / 300000 ORDER BY 3, 2
      """
    ).all(backend, time) { StoredUsage($0) }
  }

  /// What the answers to a token's requests cost since a time, likewise.
  func usage(ofToken token: String, since time: Int64) throws(StoreError) -> [StoredUsage] {
    try database.statement(
      """
      SELECT backend, target_model, max(received_at), count(*), sum(input_tokens), sum(cache_read_tokens),
        sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens)
      FROM turns WHERE token = ? AND received_at >= ? AND outcome <> 'failed' AND backend IS NOT NULL
      GROUP BY backend, target_model, received_at / 300000 ORDER BY 3, 1, 2
      """
    ).all(token, time) { StoredUsage($0) }
  }
}

extension StoredUsage {
  fileprivate init(_ row: Row) {
    self.init(
      backend: row.text(0), model: row.text(1), at: row.int64(2), answers: row.int(3),
      usage: Usage(row, from: 4))
  }
}
