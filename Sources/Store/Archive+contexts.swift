import Conversations

extension Archive {
  /// The most states that are kept of a session with one target, the newest: as many as a session has lines in mind.
  static let mostContexts = SessionFamily.maxLines

  /// Keeps the state a turn leaves, unless a turn that came later has left one already.
  ///
  /// - Parameter session: the row of the session.
  func keepState(of turn: Turn, in session: Int) throws(StoreError) {
    guard let context = turn.context, let state = context.state else { return }
    let (key, body) = (context.key, StoredBody(encoding: state))
    try database.statement(
      """
      INSERT INTO contexts(session, branch, backend, model, updated_at, size, enc, state)
      VALUES(?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT(session, branch, backend, model) DO UPDATE
      SET updated_at = excluded.updated_at, size = excluded.size, enc = excluded.enc, state = excluded.state
      WHERE excluded.updated_at >= updated_at
      """
    ).run(
      session, key.branch, key.backend, key.model, turn.receivedAt, state.count, body.encoding.rawValue,
      body.bytes)
    try database.statement(
      """
      DELETE FROM contexts WHERE rowid IN (
        SELECT rowid FROM contexts WHERE session = ? AND backend = ? AND model = ?
        ORDER BY updated_at DESC, branch DESC LIMIT -1 OFFSET ?)
      """
    ).run(session, key.backend, key.model, Self.mostContexts)
  }

  /// The states of a session's lines with a target, the newest first, and what is wrong with those that are left out.
  func contexts(
    of session: SessionID, backend: String, model: String
  ) throws(StoreError) -> (states: [(branch: Int, state: [UInt8])], damage: [StoreError]) {
    var damage: [StoreError] = []
    let rows = try database.statement(
      """
      SELECT branch, enc, size, state FROM contexts
      WHERE session = (SELECT id FROM sessions WHERE name = ?) AND backend = ? AND model = ?
      ORDER BY updated_at DESC, branch DESC
      """
    ).all(session, backend, model) { row -> (branch: Int, state: [UInt8])? in
      do throws(StoreError) {
        return (row.int(0), try body(row, 1))
      } catch {
        damage.append(error)
        return nil
      }
    }
    return (rows.compactMap { $0 }, damage)
  }

  // MARK: Reports

  /// Keeps what was forwarded of a turn, given the rows of both.
  func keep(_ report: ContextReport, ofTurn turn: Int, in session: Int) throws(StoreError) {
    let blocks = StoredBlocks.encode(report.blocks)
    for text in blocks.texts { try keep(text, in: session) }
    let body = StoredBody(encoding: blocks.list)
    try database.statement(
      """
      UPDATE turns SET original_tokens = ?, sent_tokens = ?, context_window = ?, context_window_source = ?,
        context_limit = ?, context_reserve = ?, stripped = ?, dropped = ?, epoch = ?, epochs = ?, blocks_size = ?,
        blocks_enc = ?, blocks = ? WHERE id = ?
      """
    ).run(
      report.originalTokens, report.sentTokens, report.window.tokens, report.window.source.rawValue,
      report.limit, report.reserve, report.strippedParts, report.droppedMessages, report.epoch?.rawValue,
      report.epochs, blocks.list.count, body.encoding.rawValue, body.bytes, turn)
  }

  private func keep(_ text: StoredBlocks.Text, in session: Int) throws(StoreError) {
    let known = try database.statement("SELECT 1 FROM context_texts WHERE session = ? AND hash = ?")
      .first(session, text.hash) { _ in true }
    guard known == nil else { return }
    let body = StoredBody(encoding: text.bytes)
    try database.statement("INSERT INTO context_texts(session, hash, size, enc, body) VALUES(?, ?, ?, ?, ?)")
      .run(session, text.hash, text.bytes.count, body.encoding.rawValue, body.bytes)
  }

  /// The blocks of a turn's prompt; none when it went out untouched.
  func blocks(ofTurn number: Int, in session: Int) throws(StoreError) -> [ContextBlock] {
    let list = try database.statement(
      "SELECT blocks_enc, blocks_size, blocks FROM turns WHERE session = ? AND number = ? AND blocks IS NOT NULL"
    ).first(session, number) { (row) throws(StoreError) in try body(row, 0) }
    guard let list else { return [] }
    let blocks = try StoredBlocks.decode(list) { (hash) throws(StoreError) in
      try database.statement("SELECT enc, size, body FROM context_texts WHERE session = ? AND hash = ?")
        .first(session, hash) { (row) throws(StoreError) in try body(row, 0) }
    }
    guard let blocks else { throw .corrupt(path: path, detail: "the blocks of a prompt cannot be read") }
    return blocks
  }
}

extension ContextReport {
  /// A report without its blocks from the ten columns of its figures; nil when the turn has none.
  ///
  /// A word of a newer program cannot be there: its database is refused. One that is unknown is damage, and read as the
  /// least that may be meant.
  init?(_ row: Row, from column: Int32) {
    guard !row.isNull(column) else { return nil }
    self.init(
      originalTokens: row.int(column), sentTokens: row.int(column + 1),
      window: ContextWindow(
        tokens: row.int(column + 2), source: ContextWindow.Source(rawValue: row.text(column + 3)) ?? .assumed),
      limit: row.int(column + 4), reserve: row.int(column + 5), strippedParts: row.int(column + 6),
      droppedMessages: row.int(column + 7), epoch: ContextEpoch(rawValue: row.text(column + 8)),
      epochs: row.int(column + 9))
  }
}
