import Conversations

extension Archive {
  /// Keeps what became of the targets of a turn.
  func keep(_ attempts: [TurnAttempt], ofTurn turn: Int) throws(StoreError) {
    for (index, attempt) in attempts.enumerated() {
      try database.statement(
        """
        INSERT INTO attempts(turn, number, backend, model, outcome, start_ns, end_ns, failure_type, failure_message)
        VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
      ).run(
        turn, index + 1, attempt.backend, attempt.model, attempt.outcome.rawValue, attempt.start, attempt.end,
        attempt.failure?.type, attempt.failure?.message)
    }
  }

  /// What became of the targets of a session's turns, by the turn's number. Turns of before this was kept have none.
  func attempts(of session: SessionID) throws(StoreError) -> [Int: [TurnAttempt]] {
    let rows = try database.statement(
      """
      SELECT t.number, a.backend, a.model, a.outcome, a.start_ns, a.end_ns, a.failure_type, a.failure_message
      FROM turns t JOIN attempts a ON a.turn = t.id
      WHERE t.session = (SELECT id FROM sessions WHERE name = ?) ORDER BY t.number, a.number
      """
    ).all(session) { (row) throws(StoreError) in
      guard let outcome = TurnAttempt.Outcome(rawValue: row.text(3)) else {
        throw .corrupt(path: path, detail: "an attempt ended in a way that does not exist")
      }
      return (turn: row.int(0), attempt: TurnAttempt(row, outcome))
    }
    return Dictionary(grouping: rows, by: \.turn).mapValues { $0.map(\.attempt) }
  }
}

extension TurnAttempt {
  fileprivate init(_ row: Row, _ outcome: Outcome) {
    self.init(
      backend: row.text(1), model: row.text(2), outcome: outcome, start: row.nanoseconds(4),
      end: row.nanoseconds(5),
      failure: row.optional(6, row.text).map { TurnFailure(type: $0, message: row.text(7)) })
  }
}
