import Conversations

extension Archive {
  /// The most calls of a session whose reasoning is kept, the newest: more than any window holds.
  static let mostReasoningStates = 2000
  /// The most signatures of a session whose maker is remembered, the newest.
  static let mostSignatures = 10_000

  /// Keeps what of an answer its vendor may want back.
  ///
  /// - Parameter session: the row of the session.
  func keep(_ reasoning: KeptReasoning, in session: Int, at time: Int64) throws(StoreError) {
    for (call, state) in reasoning.states { try keep(state, of: call, in: session, at: time) }
    for hash in reasoning.signatures {
      try database.statement(
        "INSERT OR REPLACE INTO signatures(hash, session, issuer, kept_at) VALUES(?, ?, ?, ?)"
      ).run(hash, session, reasoning.issuer, time)
    }
    if !reasoning.states.isEmpty { try trimReasoning(of: session) }
    if !reasoning.signatures.isEmpty { try trimSignatures(of: session) }
  }

  private func keep(
    _ state: ReasoningState, of call: String, in session: Int, at time: Int64
  ) throws(StoreError) {
    let list = StoredReasoning.encode(state.pieces)
    let body = StoredBody(encoding: list)
    try database.statement(
      """
      INSERT OR REPLACE INTO reasoning(session, call, issuer, kept_at, size, enc, body)
      VALUES(?, ?, ?, ?, ?, ?, ?)
      """
    ).run(session, call, state.issuer, time, list.count, body.encoding.rawValue, body.bytes)
  }

  private func trimReasoning(of session: Int) throws(StoreError) {
    try database.statement(
      """
      DELETE FROM reasoning WHERE rowid IN (
        SELECT rowid FROM reasoning WHERE session = ? ORDER BY kept_at DESC, rowid DESC LIMIT -1 OFFSET ?)
      """
    ).run(session, Self.mostReasoningStates)
  }

  private func trimSignatures(of session: Int) throws(StoreError) {
    try database.statement(
      """
      DELETE FROM signatures WHERE session = ?1 AND hash IN (
        SELECT hash FROM signatures WHERE session = ?1 ORDER BY kept_at DESC, hash LIMIT -1 OFFSET ?2)
      """
    ).run(session, Self.mostSignatures)
  }

  /// What is remembered of the reasoning that a session may hold, and what is wrong with that which is left out.
  ///
  /// Ids of calls are only as unique as their vendors make them: those count which are of sessions that may hold the very
  /// call, and of two with one id the newer. These sessions are the ones of the same client key, of its predecessor's and
  /// of its parent's.
  func reasoning(in state: SessionState) throws(StoreError) -> (known: KnownReasoning, damage: [StoreError]) {
    var damage: [StoreError] = []
    let rows = try database.statement(
      """
      SELECT call, issuer, enc, size, body FROM (
        SELECT *, sum(size) OVER (ORDER BY kept_at DESC, rowid DESC) AS total FROM reasoning
        WHERE session IN (
          SELECT id FROM sessions WHERE key IN (SELECT key FROM sessions WHERE name IN (?, ?, ?))))
      WHERE total <= ? ORDER BY kept_at DESC, rowid DESC
      """
    ).all(
      state.session, state.origin.predecessor, state.origin.parent, KnownReasoning.mostBytes
    ) { row -> (call: String, state: ReasoningState)? in
      do throws(StoreError) {
        return (row.text(0), ReasoningState(issuer: row.text(1), pieces: try pieces(row, 2)))
      } catch {
        damage.append(error)
        return nil
      }
    }
    let states = Dictionary(rows.compactMap { $0 }.map { ($0.call, $0.state) }) { newer, _ in newer }
    return (KnownReasoning(states: states, issuers: try issuers(in: state)), damage)
  }

  private func pieces(_ row: Row, _ column: Int32) throws(StoreError) -> [ReasoningState.Piece] {
    guard let pieces = StoredReasoning.decode(try body(row, column)) else {
      throw .corrupt(path: path, detail: "the reasoning of a call cannot be read")
    }
    return pieces
  }

  private func issuers(in state: SessionState) throws(StoreError) -> [Fingerprint: String] {
    let rows = try database.statement(
      """
      SELECT hash, issuer FROM signatures WHERE session IN (
        SELECT id FROM sessions WHERE key IN (SELECT key FROM sessions WHERE name IN (?, ?, ?)))
      ORDER BY kept_at DESC
      """
    ).all(state.session, state.origin.predecessor, state.origin.parent) { (row) throws(StoreError) in
      (try fingerprint(row, 0), row.text(1))
    }
    return Dictionary(rows) { newer, _ in newer }
  }
}
