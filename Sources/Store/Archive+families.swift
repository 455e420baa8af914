import Conversations

extension Archive {
  /// The most chain hashes one family is read with (16 bytes each); branches beyond, the oldest, stay unread.
  private static let familyBudget = 1 << 16

  /// The sessions of a client key as the index needs them, in the order of their last use.
  func family(of key: Fingerprint) throws(StoreError) -> SessionFamily {
    var budget = Self.familyBudget
    var members: [SessionFamily.Member] = []
    for row in try memberRows(of: key) {
      let lines = try lines(of: row.id, budget: &budget)
      members.append(
        SessionFamily.Member(
          id: row.name, origin: row.origin, lines: lines.reversed(), nextBranch: row.nextBranch,
          isAnswered: row.isAnswered))
    }
    return SessionFamily(members: members.reversed())
  }

  private struct MemberRow {
    let id: Int
    let name: SessionID
    let origin: SessionOrigin
    let nextBranch: Int
    let isAnswered: Bool?
  }

  private func memberRows(of key: Fingerprint) throws(StoreError) -> [MemberRow] {
    try database.statement(
      """
      SELECT s.id, s.name, s.cause,
        (SELECT name FROM sessions WHERE id = s.predecessor), (SELECT name FROM sessions WHERE id = s.parent),
        (SELECT coalesce(max(number) + 1, 0) FROM branches WHERE session = s.id),
        (SELECT max(outcome = 'completed') FROM turns WHERE session = s.id AND placement <> 'side')
      FROM sessions s WHERE s.key = ? ORDER BY s.last_at DESC, s.id DESC LIMIT ?
      """
    ).all(key, SessionFamily.maxMembers) { row in
      MemberRow(
        id: row.int(0), name: SessionID(row.text(1)),
        origin: SessionOrigin(row, cause: 2, predecessor: 3, parent: 4), nextBranch: row.int(5),
        isAnswered: row.optional(6, row.bool))
    }
  }

  /// The branches of a session, the one that moved last first, as far as the budget goes.
  private func lines(of session: Int, budget: inout Int) throws(StoreError) -> [ConversationLine] {
    let branches = try database.statement(
      """
      SELECT b.number, coalesce(b.answer, b.tip), coalesce((SELECT depth FROM nodes WHERE id = b.tip), 0)
      FROM branches b WHERE b.session = ? ORDER BY b.moved_at DESC, b.number DESC LIMIT ?
      """
    ).all(session, SessionFamily.maxLines) { row in
      (number: row.int(0), end: row.optional(1, row.int), depth: row.int(2))
    }
    var lines: [ConversationLine] = []
    for branch in branches where budget > 0 {
      let chain = try chain(to: branch.end)
      budget -= chain.count
      lines.append(
        ConversationLine(
          number: branch.number, chain: Array(chain.prefix(branch.depth)),
          answer: Array(chain.dropFirst(branch.depth))))
    }
    return lines
  }

  /// The chain hashes from the opening to a node.
  func chain(to node: Int?) throws(StoreError) -> [Fingerprint] {
    guard let node else { return [] }
    return try database.statement(
      """
      WITH RECURSIVE path(hash, parent, depth) AS (
        SELECT hash, parent, depth FROM nodes WHERE id = ?
        UNION ALL SELECT n.hash, n.parent, n.depth FROM path p JOIN nodes n ON n.id = p.parent)
      SELECT hash FROM path ORDER BY depth
      """
    ).all(node) { (row) throws(StoreError) in try fingerprint(row, 0) }
  }
}

extension SessionOrigin {
  /// An origin from the columns that hold it.
  init(_ row: Row, cause: Int32, predecessor: Int32, parent: Int32) {
    self.init(
      cause: Cause(rawValue: row.text(cause)) ?? .opening,
      predecessor: row.optional(predecessor, row.text).map(SessionID.init),
      parent: row.optional(parent, row.text).map(SessionID.init))
  }
}
