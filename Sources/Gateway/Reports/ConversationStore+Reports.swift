import Conversations
import Store

/// The reports for operators, by whichever way they are asked: the command line or an admin route.
extension ConversationStore {
  /// Sessions, the latest first; `since` leaves out those without a turn at or after it.
  func listReport(limit: Int, since: Timestamp?) async throws(StoreError) -> SessionListReport {
    let sessions = try await sessions(SessionQuery(limit: limit, since: since?.milliseconds))
    return SessionListReport(sessions: sessions.map(SessionSummary.init))
  }

  /// One session: all turns, or one with its prompt block by block; with the messages of that turn or of the line that
  /// went on last.
  func report(on id: String, turn: Int?, withMessages: Bool) async throws(StoreError) -> SessionReport {
    let detail = try await session(id)
    guard let turn else {
      return SessionReport(
        detail, turns: detail.turns.map(TurnReport.init),
        messages: withMessages ? try await messageReports(of: detail) : nil)
    }
    // By the whole id: a beginning that was unambiguous a moment ago need not be any more.
    let contents = try await self.turn(turn, of: detail.summary.id.text)
    var report = TurnReport(contents.record)
    report.context = PromptReport(contents, withWords: withMessages)
    let messages = (contents.messages + contents.answer).map {
      MessageReport($0, dialect: contents.record.dialect)
    }
    return SessionReport(detail, turns: [report], messages: withMessages ? messages : nil)
  }

  private func messageReports(of detail: SessionDetail) async throws(StoreError) -> [MessageReport] {
    let dialect = detail.turns.last?.dialect ?? ""
    return try await messages(of: detail.summary.id.text).map { MessageReport($0, dialect: dialect) }
  }

  /// What was used in the days before a moment.
  func usageReport(
    days: Int, until now: Timestamp, by grouping: UsageReport.Grouping, backend: String?, model: String?
  ) async throws(StoreError) -> UsageReport {
    let since = now - .seconds(days * 86_400)
    let rows = try await usage(
      UsageQuery(by: grouping.query, since: since.milliseconds, backend: backend, model: model))
    return UsageReport(
      days: days, grouping: grouping, rows: rows.map { UsageReport.Row($0, or: grouping.absence) })
  }

  /// The last request that moved a session on, and its answer.
  ///
  /// - Throws: `StoreError`, or `TranscriptError.empty` when the session has side requests only.
  func transcript(of id: String) async throws -> Transcript {
    let detail = try await session(id)
    let last = detail.turns.last { $0.placement != "side" }
    guard let last else { throw TranscriptError.empty(session: detail.summary.id.text) }
    let contents = try await turn(last.number, of: detail.summary.id.text)
    return Transcript(summary: SessionSummary(detail.summary), contents: contents)
  }
}

extension UsageReport.Grouping {
  fileprivate var query: UsageQuery.Grouping {
    switch self {
    case .model: .model
    case .backend: .backend
    case .day: .day
    case .session: .session
    case .tier: .tier
    case .token: .token
    }
  }

  /// What stands for turns that have nothing of the kind.
  fileprivate var absence: String {
    switch self {
    case .model, .backend, .day, .session: "(sent nowhere)"
    case .tier: "(no tier)"
    case .token: "(no token)"
    }
  }
}

extension UsageReport.Row {
  fileprivate init(_ row: UsageRow, or absence: String) {
    self.init(
      key: row.key ?? absence, turns: row.turns, inputTokens: row.inputTokens,
      cacheReadTokens: row.cacheReadTokens, cacheWriteTokens: row.cacheWriteTokens,
      outputTokens: row.outputTokens, failed: row.failed + row.cut)
  }
}

extension SessionReport {
  fileprivate init(_ detail: SessionDetail, turns: [TurnReport], messages: [MessageReport]?) {
    self.init(
      summary: SessionSummary(detail.summary), continuedBy: detail.successors.map(\.text),
      children: detail.subAgents.map(\.text), turns: turns, messages: messages)
  }
}

extension SessionSummary {
  fileprivate init(_ summary: SessionRecord) {
    self.init(
      id: summary.id.text, title: summary.title, client: summary.program, kind: summary.kind.rawValue,
      parent: summary.origin.parent?.text, continues: summary.origin.predecessor?.text,
      createdAt: Timestamp(milliseconds: summary.createdAt), lastAt: Timestamp(milliseconds: summary.lastAt),
      turns: summary.turns, messages: summary.messages, branches: summary.branches, models: summary.models,
      targets: summary.targets, inputTokens: summary.usage.prompt, outputTokens: summary.usage.output,
      failed: summary.failed, cut: summary.cut, context: summary.context.map(Context.init))
  }
}

extension SessionSummary.Context {
  fileprivate init(_ context: SessionRecord.Context) {
    self.init(
      originalTokens: context.originalTokens, sentTokens: context.sentTokens,
      strippedParts: context.strippedParts, droppedMessages: context.droppedMessages, epochs: context.epochs)
  }
}

extension TurnReport {
  fileprivate init(_ turn: TurnRecord) {
    self.init(
      number: turn.number, branch: turn.branch, forkedAt: turn.forkedAt, kind: turn.kind,
      dialect: turn.dialect, model: turn.model, target: turn.target?.name,
      context: turn.context.map { PromptReport($0) }, rule: turn.rule,
      routing: Routing(turn.routing), attempts: turn.attempts, hops: turn.hops.map(Hop.init),
      notes: turn.notes,
      outcome: turn.outcome, status: turn.status, failure: turn.failure.map(Failure.init),
      stopReason: turn.stopReason?.word, isStreamed: turn.isStreamed, usage: turn.usage.map(Tokens.init),
      receivedAt: Timestamp(milliseconds: turn.receivedAt),
      headMilliseconds: turn.timings.head.map(Self.milliseconds),
      firstEventMilliseconds: turn.timings.firstEvent.map(Self.milliseconds),
      totalMilliseconds: Self.milliseconds(turn.timings.end), requestBytes: turn.requestBytes,
      responseBytes: turn.responseBytes, messages: turn.messages)
  }

  /// To the microsecond, which is as exact as anybody reads it.
  fileprivate static func milliseconds(_ nanoseconds: UInt64) -> Double {
    Double(nanoseconds / 1000) / 1000
  }
}

extension TurnReport.Failure {
  fileprivate init(_ failure: TurnFailure) { self.init(type: failure.type, message: failure.message) }
}

extension TurnReport.Routing {
  fileprivate init(_ routing: TurnRouting) {
    self.init(
      tier: routing.tier, complexity: routing.complexity.isEmpty ? nil : routing.complexity,
      evidence: routing.evidence, isLocalOnly: routing.isLocalOnly, token: routing.token)
  }
}

extension TurnReport.Hop {
  fileprivate init(_ attempt: TurnAttempt) {
    self.init(
      target: "\(attempt.backend)/\(attempt.model)", outcome: attempt.outcome.rawValue,
      startMilliseconds: TurnReport.milliseconds(attempt.start),
      endMilliseconds: TurnReport.milliseconds(attempt.end),
      failure: attempt.failure.map(TurnReport.Failure.init))
  }
}

extension TurnReport.Tokens {
  fileprivate init(_ usage: Usage) {
    self.init(
      input: usage.input, cacheRead: usage.cacheRead, cacheWrite: usage.cacheWrite, output: usage.output)
  }
}
