import Conversations

extension Archive {
  /// The row of a turn's session, made if this is the first turn of it that is written.
  ///
  /// A client starts an agent while the answer that calls for it still arrives, so that an agent's first turn can be
  /// over before there is a row of the session it belongs to; a later turn makes up for the link.
  func session(for turn: Turn) throws(StoreError) -> Int {
    let known = try database.statement("SELECT id, title IS NULL FROM sessions WHERE name = ?")
      .first(turn.state.session) { (id: $0.int(0), isUntitled: $0.bool(1)) }
    guard let known else { return try insertSession(for: turn) }
    let title = known.isUntitled ? title(from: turn) : nil
    try database.statement(
      """
      UPDATE sessions SET last_at = max(last_at, ?), title = coalesce(title, ?),
        parent = coalesce(parent, (SELECT id FROM sessions WHERE name = ?)) WHERE id = ?
      """
    ).run(turn.receivedAt, title, turn.state.origin.parent, known.id)
    return known.id
  }

  private func insertSession(for turn: Turn) throws(StoreError) -> Int {
    let client = turn.request.client
    let origin = turn.state.origin
    let kind: SessionRecord.Kind =
      client.agentID != nil || turn.kind == .subAgent || origin.parent != nil ? .subAgent : .main
    try database.statement(
      """
      INSERT INTO sessions(name, key, kind, cause, predecessor, parent, title, program, client_session,
        client_agent, created_at, last_at)
      VALUES(?, ?, ?, ?, (SELECT id FROM sessions WHERE name = ?), (SELECT id FROM sessions WHERE name = ?),
        ?, ?, ?, ?, ?, ?)
      """
    ).run(
      turn.state.session, try key(of: turn), kind.rawValue, origin.cause.rawValue, origin.predecessor,
      origin.parent, try inheritedTitle(for: origin) ?? title(from: turn), client.program,
      client.explicitSession ?? client.sessionID, client.agentID, turn.receivedAt, turn.receivedAt)
    return database.lastInsertedRow
  }

  /// An agent that names one of our sessions outright belongs to the family that session is of.
  private func key(of turn: Turn) throws(StoreError) -> Fingerprint {
    let client = turn.request.client
    if let name = client.explicitSession, client.agentID == nil {
      let key = try database.statement("SELECT key FROM sessions WHERE name = ?").first(name) {
        $0.fingerprint(0)
      }
      if let key = key ?? nil { return key }
    }
    return RecallQuery(turn.request, kind: turn.kind).key.own
  }

  /// What a client says to itself beside a conversation is no title for it.
  private func title(from turn: Turn) -> String? {
    turn.state.placement == .side ? nil : SessionTitle.suggested(by: turn.request)
  }

  /// A compacted conversation begins with a summary; it is still about what it was about.
  private func inheritedTitle(for origin: SessionOrigin) throws(StoreError) -> String? {
    guard origin.cause == .compaction, let predecessor = origin.predecessor else { return nil }
    return try database.statement("SELECT title FROM sessions WHERE name = ?")
      .first(predecessor) { $0.optional(0, $0.text) } ?? nil
  }

  /// Moves the branch of a turn to the turn's request, unless one that came later has moved it already.
  func moveBranch(of turn: Turn, _ rows: TurnRows) throws(StoreError) {
    try database.statement(
      """
      INSERT INTO branches(session, number, forked_at, tip, answer, moved_at) VALUES(?, ?, ?, ?, ?, ?)
      ON CONFLICT(session, number) DO UPDATE
      SET tip = excluded.tip, answer = excluded.answer, moved_at = excluded.moved_at,
        forked_at = coalesce(forked_at, excluded.forked_at)
      WHERE excluded.moved_at >= moved_at
      """
    ).run(
      rows.session, turn.state.branch, turn.state.placement.forkDepth, rows.request, rows.answer,
      turn.receivedAt)
  }
}

extension SessionPlacement {
  /// After how many messages a fork leaves what was before; nil for everything else.
  var forkDepth: Int? {
    if case .fork(let depth) = self { depth } else { nil }
  }

  /// The word that is stored.
  var word: String {
    switch self {
    case .new: "new"
    case .append: "append"
    case .retry: "retry"
    case .fork: "fork"
    case .successor: "successor"
    case .side: "side"
    }
  }
}
