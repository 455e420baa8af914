import Conversations

extension Archive {
  /// The turns of a session by number.
  func turns(of session: SessionID) throws(StoreError) -> [TurnRecord] {
    let attempts = try attempts(of: session)
    return try database.statement(
      """
      SELECT number, branch, placement, forked_at, kind, dialect, model, streamed, messages, known_messages,
        received_at, rule, attempts, outcome, status, failure_type, failure_message, stop_reason, stop_sequence,
        input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, head_ns,
        first_event_ns, end_ns, request_bytes, response_bytes, backend, target_model, target_dialect,
        target_is_local, window, window_source, notes, original_tokens, sent_tokens, context_window,
        context_window_source, context_limit, context_reserve, stripped, dropped, epoch, epochs, tier, complexity,
        evidence, local_only, token
      FROM turns WHERE session = (SELECT id FROM sessions WHERE name = ?) ORDER BY number
      """
    ).all(session) { (row) throws(StoreError) in
      guard let notes = StoredNotes.decode(row.optional(35, row.text)),
        let evidence = StoredNotes.decode(row.optional(48, row.text))
      else { throw .corrupt(path: path, detail: "the notes of a turn are no list") }
      var record = TurnRecord(row, notes: notes)
      record.routing.evidence = evidence
      record.hops = attempts[record.number] ?? []
      return record
    }
  }

  /// A turn with its words.
  func contents(ofTurn number: Int, of session: SessionID) throws(StoreError) -> TurnContents {
    guard var record = try turns(of: session).first(where: { $0.number == number }),
      let ends = try ends(ofTurn: number, of: session)
    else { throw .noTurn(session: session, number: number) }
    record.context?.blocks = try blocks(ofTurn: number, in: ends.session)
    // The answer's nodes follow the request's.
    let messages = try path(to: ends.answer ?? ends.request, try firstTurns(of: session))
    return TurnContents(
      record: record,
      system: try ends.system.map { (row) throws(StoreError) in try prompt(row) },
      tools: try ends.tools.map { (row) throws(StoreError) in try prompt(row) },
      messages: Array(messages.prefix(record.messages)), answer: Array(messages.dropFirst(record.messages)))
  }

  /// The messages of a branch, or of the one that moved last, the last answer included.
  func messages(of session: SessionID, branch: Int?) throws(StoreError) -> [StoredMessage] {
    let end = try database.statement(
      """
      SELECT coalesce(answer, tip) FROM branches
      WHERE session = (SELECT id FROM sessions WHERE name = ?1) AND (?2 IS NULL OR number = ?2)
      ORDER BY moved_at DESC, number DESC LIMIT 1
      """
    ).first(session, branch) { $0.optional(0, $0.int) }
    guard let end else {
      // A session of side requests alone has no branch, and no messages to show.
      guard let branch else { return [] }
      throw .noBranch(session: session, number: branch)
    }
    return try path(to: end, try firstTurns(of: session))
  }

  /// The conversation that ended with an answer, by the id its client was told; nil when there is none.
  func conversation(endingWith answerID: String) throws(StoreError) -> StoredConversation? {
    let found = try database.statement(
      "SELECT dialect, system, coalesce(answer, request) FROM turns WHERE answer_id = ? ORDER BY id DESC LIMIT 1"
    ).first(answerID) { row in
      (dialect: row.text(0), system: row.optional(1, row.int), end: row.optional(2, row.int))
    }
    guard let found else { return nil }
    return StoredConversation(
      dialect: found.dialect, system: try found.system.map { (row) throws(StoreError) in try prompt(row) },
      messages: try path(to: found.end, [:]).map(\.body))
  }

  /// The rows a turn points at.
  private func ends(ofTurn number: Int, of session: SessionID) throws(StoreError) -> TurnRows? {
    try database.statement(
      """
      SELECT session, request, answer, system, tools FROM turns
      WHERE session = (SELECT id FROM sessions WHERE name = ?) AND number = ?
      """
    ).first(session, number) { row in
      TurnRows(
        session: row.int(0), request: row.optional(1, row.int), answer: row.optional(2, row.int),
        system: row.optional(3, row.int), tools: row.optional(4, row.int))
    }
  }

  /// For each node of a session the number of the turn that brought it first, in its request or as its answer.
  private func firstTurns(of session: SessionID) throws(StoreError) -> [Int: Int] {
    let parents = try parents(of: session)
    let ends = try database.statement(
      "SELECT number, request, answer FROM turns WHERE session = (SELECT id FROM sessions WHERE name = ?) ORDER BY number"
    ).all(session) { row in (number: row.int(0), nodes: [row.optional(1, row.int), row.optional(2, row.int)])
    }
    var numbers: [Int: Int] = [:]
    for end in ends {
      for node in end.nodes {
        // What is before a node that has its turn already was brought by that turn at the latest.
        var unclaimed = node
        while let node = unclaimed, numbers[node] == nil {
          numbers[node] = end.number
          unclaimed = parents[node]
        }
      }
    }
    return numbers
  }

  /// Where the nodes of a session lead back to; openings are left out.
  private func parents(of session: SessionID) throws(StoreError) -> [Int: Int] {
    let links = try database.statement(
      """
      WITH RECURSIVE path(id) AS (
        SELECT request FROM turns WHERE session = (SELECT id FROM sessions WHERE name = ?1)
        UNION SELECT answer FROM turns WHERE session = (SELECT id FROM sessions WHERE name = ?1)
        UNION SELECT n.parent FROM path p JOIN nodes n ON n.id = p.id)
      SELECT n.id, n.parent FROM path p JOIN nodes n ON n.id = p.id WHERE n.parent IS NOT NULL
      """
    ).all(session) { ($0.int(0), $0.int(1)) }
    return Dictionary(uniqueKeysWithValues: links)
  }

  /// The messages from the opening to a node.
  private func path(to node: Int?, _ turns: [Int: Int]) throws(StoreError) -> [StoredMessage] {
    guard let node else { return [] }
    return try database.statement(
      """
      WITH RECURSIVE path(id, parent, message, depth) AS (
        SELECT id, parent, message, depth FROM nodes WHERE id = ?
        UNION ALL SELECT n.id, n.parent, n.message, n.depth FROM path p JOIN nodes n ON n.id = p.parent)
      SELECT p.id, p.depth, m.role, m.hash, m.enc, m.size, m.body
      FROM path p JOIN messages m ON m.id = p.message ORDER BY p.depth
      """
    ).all(node) { (row) throws(StoreError) in
      StoredMessage(
        depth: row.int(1), role: row.text(2), fingerprint: try fingerprint(row, 3), turn: turns[row.int(0)],
        body: try body(row, 4))
    }
  }

  private func prompt(_ row: Int) throws(StoreError) -> [UInt8] {
    let found = try database.statement("SELECT enc, size, body FROM prompts WHERE id = ?")
      .first(row) { (row) throws(StoreError) in try body(row, 0) }
    guard let found else { throw .corrupt(path: path, detail: "a prompt is missing") }
    return found
  }
}

extension TurnRecord {
  fileprivate init(_ row: Row, notes: [String]) {
    self.init(
      number: row.int(0), branch: row.int(1), placement: row.text(2), forkedAt: row.optional(3, row.int),
      kind: row.text(4), dialect: row.text(5), model: row.text(6), isStreamed: row.bool(7),
      messages: row.int(8), knownMessages: row.int(9), receivedAt: row.int64(10),
      target: Target(row, from: 29), context: ContextReport(row, from: 36),
      rule: row.text(11), routing: TurnRouting(row, from: 46), attempts: row.int(12), hops: [], notes: notes,
      outcome: row.text(13), status: row.int(14),
      failure: row.optional(15, row.text).map { TurnFailure(type: $0, message: row.text(16)) },
      stopReason: row.optional(17, row.text).map {
        StopReason(word: $0, sequence: row.optional(18, row.text))
      },
      usage: row.isNull(19) ? nil : Usage(row, from: 19),
      timings: TurnTimings(
        head: row.optional(24, row.nanoseconds), firstEvent: row.optional(25, row.nanoseconds),
        end: row.nanoseconds(26)),
      requestBytes: row.int(27), responseBytes: row.int(28))
  }
}

extension TurnRecord.Target {
  fileprivate init?(_ row: Row, from column: Int32) {
    guard !row.isNull(column) else { return nil }
    self.init(
      backend: row.text(column), model: row.text(column + 1), dialect: row.text(column + 2),
      isLocal: row.bool(column + 3), window: row.optional(column + 4, row.int),
      windowSource: row.optional(column + 5, row.text))
  }
}

extension TurnRouting {
  /// A routing without its evidence, which stands in the column after the first two.
  fileprivate init(_ row: Row, from column: Int32) {
    self.init(
      tier: row.optional(column, row.text), complexity: row.text(column + 1),
      isLocalOnly: row.bool(column + 3), token: row.optional(column + 4, row.text))
  }
}

extension Row {
  /// A span of time in nanoseconds.
  func nanoseconds(_ column: Int32) -> UInt64 { UInt64(clamping: int64(column)) }
}
