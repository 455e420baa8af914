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

  /// The reasoning in front of some calls, and what is wrong with that which is left out.
  ///
  /// Ids of calls are only as unique as their vendors make them: they are looked for in the sessions that may hold the
  /// very call, which are those of the same client key, its predecessor's and its parent's. The newest counts.
  func reasoning(
    before calls: [String], in state: SessionState
  ) throws(StoreError) -> (states: [String: ReasoningState], damage: [StoreError]) {
    var states: [String: ReasoningState] = [:]
    var damage: [StoreError] = []
    let sessions = try relatives(of: state)
    for call in calls {
      var newest: Int64?
      for session in sessions {
        do throws(StoreError) {
          guard let found = try reasoning(before: call, in: session), found.keptAt >= newest ?? .min
          else { continue }
          newest = found.keptAt
          states[call] = found.state
        } catch {
          damage.append(error)
        }
      }
    }
    return (states, damage)
  }

  /// The rows of the sessions that share a client key with a session, its predecessor or its parent, as far as a family
  /// is remembered.
  private func relatives(of state: SessionState) throws(StoreError) -> [Int] {
    try database.statement(
      """
      SELECT id FROM sessions WHERE key IN (SELECT key FROM sessions WHERE name IN (?, ?, ?))
      ORDER BY last_at DESC LIMIT ?
      """
    ).all(state.session, state.origin.predecessor, state.origin.parent, SessionFamily.maxMembers) {
      $0.int(0)
    }
  }

  private func reasoning(
    before call: String, in session: Int
  ) throws(StoreError) -> (state: ReasoningState, keptAt: Int64)? {
    try database.statement(
      "SELECT issuer, kept_at, enc, size, body FROM reasoning WHERE session = ? AND call = ?"
    ).first(session, call) { (row) throws(StoreError) in
      guard let pieces = StoredReasoning.decode(try body(row, 2)) else {
        throw .corrupt(path: path, detail: "the reasoning of a call cannot be read")
      }
      return (ReasoningState(issuer: row.text(0), pieces: pieces), row.int64(1))
    }
  }

  /// Who made signatures, as `backend/model`, by their hashes; those that nobody remembers are left out.
  func issuers(of signatures: [Fingerprint]) throws(StoreError) -> [Fingerprint: String] {
    var issuers: [Fingerprint: String] = [:]
    for hash in signatures {
      issuers[hash] = try database.statement(
        "SELECT issuer FROM signatures WHERE hash = ? ORDER BY kept_at DESC LIMIT 1"
      ).first(hash) { $0.text(0) }
    }
    return issuers
  }
}
