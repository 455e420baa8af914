import Conversations

extension Archive {
  /// The most candidates an ambiguous id is answered with.
  private static let maxCandidates = 8

  /// The session whose id begins with `prefix`, and no other's.
  func resolve(_ prefix: String) throws(StoreError) -> SessionID {
    let wanted = prefix.lowercased()
    // Ids are of lower-case letters and digits, all of which come before '~'.
    let candidates = try database.statement(
      "SELECT name FROM sessions WHERE name >= ?1 AND name < ?1 || '~' ORDER BY name LIMIT ?2"
    ).all(wanted, Self.maxCandidates) { SessionID($0.text(0)) }
    if let exact = candidates.first(where: { $0.text == wanted }) { return exact }
    guard let only = candidates.first, !wanted.isEmpty else { throw .noSession(prefix: prefix) }
    guard candidates.count == 1 else { throw .ambiguousSession(prefix: prefix, candidates: candidates) }
    return only
  }

  /// Sessions in lines, the latest first.
  func sessions(_ query: SessionQuery) throws(StoreError) -> [SessionRecord] {
    let sessions = try database.statement(
      "SELECT name FROM sessions WHERE ?1 IS NULL OR last_at >= ?1 ORDER BY last_at DESC, id DESC LIMIT ?2"
    ).all(query.since, max(query.limit, 0)) { SessionID($0.text(0)) }
    var summaries: [SessionRecord] = []
    for session in sessions { summaries.append(try summary(of: session)) }
    return summaries
  }

  /// A session with everything that happened in it but the words.
  func detail(of session: SessionID) throws(StoreError) -> SessionDetail {
    SessionDetail(
      summary: try summary(of: session), branches: try branches(of: session), turns: try turns(of: session),
      successors: try database.statement(
        """
        SELECT name FROM sessions WHERE predecessor = (SELECT id FROM sessions WHERE name = ?)
        ORDER BY created_at, id
        """
      ).all(session) { SessionID($0.text(0)) },
      subAgents: try database.statement(
        "SELECT name FROM sessions WHERE parent = (SELECT id FROM sessions WHERE name = ?) ORDER BY created_at, id"
      ).all(session) { SessionID($0.text(0)) })
  }

  private func summary(of session: SessionID) throws(StoreError) -> SessionRecord {
    let found = try database.statement(
      """
      SELECT s.name, s.title, s.program, s.client_session, s.client_agent, s.kind, s.cause,
        (SELECT name FROM sessions WHERE id = s.predecessor), (SELECT name FROM sessions WHERE id = s.parent),
        s.created_at, s.last_at,
        (SELECT count(*) FROM branches WHERE session = s.id),
        (SELECT coalesce((SELECT depth FROM nodes WHERE id = b.answer), (SELECT depth FROM nodes WHERE id = b.tip))
          FROM branches b WHERE b.session = s.id ORDER BY b.moved_at DESC, b.number DESC LIMIT 1)
      FROM sessions s WHERE s.name = ?
      """
    ).first(session) { row in SessionRecord(row) }
    guard var summary = found else { throw .noSession(prefix: session.text) }
    try addTurns(to: &summary)
    summary.context = try context(of: session)
    return summary
  }

  private func context(of session: SessionID) throws(StoreError) -> SessionRecord.Context? {
    try database.statement(
      """
      SELECT original_tokens, sent_tokens, stripped, dropped,
        (SELECT count(*) FROM turns WHERE session = t.session AND epoch IS NOT NULL AND placement <> 'side')
      FROM turns t WHERE session = (SELECT id FROM sessions WHERE name = ?) AND original_tokens IS NOT NULL
        AND placement <> 'side' ORDER BY number DESC LIMIT 1
      """
    ).first(session) { row in
      SessionRecord.Context(
        originalTokens: row.int(0), sentTokens: row.int(1), strippedParts: row.int(2),
        droppedMessages: row.int(3), epochs: row.int(4))
    }
  }

  private func addTurns(to summary: inout SessionRecord) throws(StoreError) {
    let id = summary.id
    let sums = try database.statement(
      """
      SELECT count(*), sum(outcome = 'failed'), sum(outcome IN ('cut', 'client-gone')), sum(input_tokens),
        sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens), sum(reasoning_tokens)
      FROM turns WHERE session = (SELECT id FROM sessions WHERE name = ?)
      """
    ).first(id) { row in
      (turns: row.int(0), failed: row.int(1), cut: row.int(2), usage: Usage(row, from: 3))
    }
    guard let sums else { return }
    (summary.turns, summary.failed, summary.cut, summary.usage) = sums
    summary.models = try database.statement(
      """
      SELECT DISTINCT model FROM turns
      WHERE session = (SELECT id FROM sessions WHERE name = ?) ORDER BY 1
      """
    ).all(id) { $0.text(0) }
    summary.targets = try database.statement(
      """
      SELECT DISTINCT backend || '/' || target_model FROM turns
      WHERE session = (SELECT id FROM sessions WHERE name = ?) AND backend IS NOT NULL ORDER BY 1
      """
    ).all(id) { $0.text(0) }
  }

  private func branches(of session: SessionID) throws(StoreError) -> [BranchRecord] {
    try database.statement(
      """
      SELECT b.number, b.forked_at,
        coalesce((SELECT depth FROM nodes WHERE id = b.answer), (SELECT depth FROM nodes WHERE id = b.tip)),
        b.moved_at
      FROM branches b WHERE b.session = (SELECT id FROM sessions WHERE name = ?) ORDER BY b.number
      """
    ).all(session) { row in
      BranchRecord(
        number: row.int(0), forkedAt: row.optional(1, row.int), messages: row.int(2), movedAt: row.int64(3))
    }
  }

  /// What turns cost: days in their order, everything else with the most tokens first.
  func usage(_ query: UsageQuery) throws(StoreError) -> [UsageRow] {
    try database.statement(
      """
      SELECT CASE ?1
          WHEN 'model' THEN coalesce(t.target_model, t.model)
          WHEN 'backend' THEN t.backend
          WHEN 'day' THEN date(t.received_at / 1000, 'unixepoch', 'localtime')
          WHEN 'tier' THEN t.tier
          WHEN 'token' THEN t.token
          ELSE (SELECT name FROM sessions WHERE id = t.session) END AS key,
        count(*), sum(t.outcome = 'failed'), sum(t.outcome IN ('cut', 'client-gone')), sum(t.input_tokens),
        sum(t.cache_read_tokens), sum(t.cache_write_tokens), sum(t.output_tokens)
      FROM turns t
      WHERE (?2 IS NULL OR t.received_at >= ?2) AND (?3 IS NULL OR t.backend = ?3)
        AND (?4 IS NULL OR coalesce(t.target_model, t.model) = ?4)
      GROUP BY key
      ORDER BY CASE ?1 WHEN 'day' THEN key END,
        total(t.input_tokens) + total(t.cache_read_tokens) + total(t.cache_write_tokens)
          + total(t.output_tokens) DESC, key
      """
    ).all(query.grouping.rawValue, query.since, query.backend, query.model) { row in UsageRow(row) }
  }
}

extension SessionRecord {
  fileprivate init(_ row: Row) {
    self.init(
      id: SessionID(row.text(0)), title: row.optional(1, row.text), program: row.optional(2, row.text),
      clientSession: row.optional(3, row.text), clientAgent: row.optional(4, row.text),
      kind: Kind(rawValue: row.text(5)) ?? .main,
      origin: SessionOrigin(row, cause: 6, predecessor: 7, parent: 8),
      createdAt: row.int64(9), lastAt: row.int64(10), branches: row.int(11), messages: row.int(12), turns: 0,
      failed: 0, cut: 0, usage: Usage(), models: [], targets: [], context: nil)
  }
}

extension Usage {
  /// Usage from the five columns of its figures.
  init(_ row: Row, from column: Int32) {
    self.init(
      input: row.int(column), cacheRead: row.int(column + 1), cacheWrite: row.int(column + 2),
      output: row.int(column + 3), reasoning: row.optional(column + 4, row.int))
  }
}

extension UsageRow {
  fileprivate init(_ row: Row) {
    self.init(
      key: row.optional(0, row.text), turns: row.int(1), failed: row.int(2), cut: row.int(3),
      inputTokens: row.int(4), cacheReadTokens: row.int(5), cacheWriteTokens: row.int(6),
      outputTokens: row.int(7))
  }
}
