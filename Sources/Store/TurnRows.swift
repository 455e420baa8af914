import Conversations

/// The rows a turn points at.
struct TurnRows {
  /// The session's row.
  let session: Int
  /// The node of the request's last message; nil when it had none.
  let request: Int?
  /// The node of the answer's last message; nil when there was none.
  let answer: Int?
  /// The system prompt's row.
  let system: Int?
  /// The row of the list of tools.
  let tools: Int?
}

extension Archive {
  /// Writes the row of a turn, which gets the next number of its session; the row's id.
  func insert(_ turn: Turn, _ rows: TurnRows) throws(StoreError) -> Int {
    try database.statement(
      """
      INSERT INTO turns(session, number, branch, placement, forked_at, kind, dialect, model, streamed, messages,
        known_messages, request, answer, system, tools, received_at, backend, target_model, target_dialect,
        target_is_local, window, window_source, rule, attempts, notes, outcome, status, failure_type, failure_message,
        stop_reason, stop_sequence, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens,
        reasoning_tokens, head_ns, first_event_ns, end_ns, request_bytes, response_bytes, answer_id,
        tier, complexity, evidence, local_only, token)
      VALUES(?1, (SELECT coalesce(max(number), 0) + 1 FROM turns WHERE session = ?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8,
        ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29,
        ?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46)
      """
    ).run(
      rows.session, turn.state.branch, turn.state.placement.word, turn.state.placement.forkDepth,
      turn.kind.rawValue, turn.request.dialect.rawValue, turn.request.model, turn.request.wantsStream,
      turn.request.messages.count, turn.state.knownMessages, rows.request, rows.answer, rows.system,
      rows.tools,
      turn.receivedAt, turn.target?.backend, turn.target?.model, turn.target?.dialect.rawValue,
      turn.target?.isLocal, turn.target?.window?.tokens, turn.target?.window?.source.rawValue, turn.rule,
      turn.attempts, StoredNotes.encode(turn.notes), turn.outcome.word, turn.status, turn.failure?.type,
      turn.failure?.message,
      turn.stopReason?.word, turn.stopReason?.sequence, turn.usage?.input, turn.usage?.cacheRead,
      turn.usage?.cacheWrite, turn.usage?.output, turn.usage?.reasoning, turn.timings.head,
      turn.timings.firstEvent, turn.timings.end, turn.requestBytes, turn.responseBytes, turn.answerID,
      turn.routing.tier, turn.routing.complexity.isEmpty ? nil : turn.routing.complexity,
      StoredNotes.encode(turn.routing.evidence), turn.routing.isLocalOnly, turn.routing.token)
    return database.lastInsertedRow
  }
}

extension StopReason {
  /// The stop sequence that was met, where the backend says which.
  fileprivate var sequence: String? {
    if case .stopSequence(let sequence) = self { sequence } else { nil }
  }
}
