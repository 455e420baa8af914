import Store

/// What a gateway has recorded, for people to look at; it may be running meanwhile.
public struct Recordings: Sendable {
  /// What a conversation can be written out as.
  public enum Format: String, Sendable, CaseIterable {
    /// A Messages request that could be sent again.
    case anthropic
    /// A chat completions request that could be sent again.
    case openai
    /// A document to read.
    case markdown
  }

  private let store: ConversationStore

  /// The recordings in a database. Throws `StoreError`, which names the path and the way out.
  public init(path: String) throws {
    store = try ConversationStore(.file(path), for: .reading)
  }

  /// Sessions, the latest first; `since` leaves out those without a turn at or after it.
  public func sessions(limit: Int, since: Timestamp?) async throws -> SessionListReport {
    try await store.listReport(limit: limit, since: since)
  }

  /// One session: all turns, or one with its prompt block by block; with the messages of that turn or of the line that
  /// went on last.
  public func session(_ id: String, turn: Int?, withMessages: Bool) async throws -> SessionReport {
    try await store.report(on: id, turn: turn, withMessages: withMessages)
  }

  /// What was used in the days before a moment.
  public func usage(
    days: Int, until now: Timestamp, by grouping: UsageReport.Grouping, backend: String?, model: String?
  ) async throws -> UsageReport {
    try await store.usageReport(days: days, until: now, by: grouping, backend: backend, model: model)
  }

  /// A session's conversation, ending in a line feed.
  public func export(_ id: String, as format: Format) async throws -> [UInt8] {
    let transcript = try await store.transcript(of: id)
    switch format {
    case .anthropic: return try transcript.anthropicBody() + [UInt8(ascii: "\n")]
    case .openai: return try transcript.openAIBody() + [UInt8(ascii: "\n")]
    case .markdown: return Array(MarkdownTranscript(transcript).text.utf8)
    }
  }
}
