import Conversations
import Glibc
import Testing
import Wire

@testable import Store

/// A message in short: `u:`, `a:` or `s:` for who speaks, then the text.
typealias Line = String

/// A message object as Anthropic's dialect has it.
func messageText(_ line: Line) -> String {
  let role = ["u": "user", "a": "assistant", "s": "system"][line.prefix(1)]!
  return #"{"role":"\#(role)","content":"\#(line.dropFirst(2))"}"#
}

/// A request of these messages. Their identity is the hash of their very bytes: the canonical form is the dialects'.
func request(
  _ lines: [Line], session: String? = nil, agent: String? = nil, parentAgent: String? = nil,
  explicit: String? = nil, system: String? = nil, tools: String? = nil
) throws -> ChatRequest {
  var members = [#""messages":[\#(lines.map(messageText).joined(separator: ","))]"#]
  if let system { members.append(#""system":"\#(system)""#) }
  if let tools { members.append(#""tools":\#(tools)"#) }
  return try request(
    body: "{\(members.joined(separator: ","))}",
    client: ClientIdentity(
      explicitSession: explicit, sessionID: session, agentID: agent, parentAgentID: parentAgent,
      program: "test"))
}

/// A request with this body.
func request(body: String, client: ClientIdentity = ClientIdentity()) throws -> ChatRequest {
  let document = try JSONDocument(parsing: Array(body.utf8))
  let messages = document.root["messages"]!.elements.map { source in
    Message(
      role: Role(rawValue: source["role"]!.string!)!, source: source,
      fingerprint: source.withBytes { Fingerprint(of: $0) })
  }
  return ChatRequest(
    dialect: .anthropicMessages, document: document, model: "claude-test", wantsStream: true,
    maxOutputTokens: 100, system: document.root["system"], tools: document.root["tools"], messages: messages,
    client: client)
}

/// What is recorded of an answer of these messages; their identities are those of the same messages when the client
/// echoes them.
func answer(_ lines: Line...) -> RecordedAnswer {
  RecordedAnswer(
    messages: lines.map { line in
      let body = Array(messageText(line).utf8)
      return RecordedMessage(body: body, fingerprint: Fingerprint(of: body))
    })
}

/// A turn that went well.
func turn(
  _ state: SessionState, _ request: ChatRequest, answer line: Line? = nil, kind: RequestKind = .main,
  at time: Int64 = 1000
) -> Turn {
  var turn = Turn(
    state: state, kind: kind, request: request, receivedAt: time,
    requestBytes: request.document.bytes.count)
  turn.outcome = .completed
  turn.status = 200
  turn.answer = line.map { answer($0) }
  return turn
}

extension ConversationStore {
  /// Places a request, and settles its turn with this answer.
  @discardableResult
  func play(
    _ request: ChatRequest, answer: Line? = nil, kind: RequestKind = .main, at time: Int64 = 1000
  ) async -> SessionState {
    let state = await recall(request, kind: kind)
    settle(StoreTests.turn(state, request, answer: answer, kind: kind, at: time))
    return state
  }

  /// The first column of what a query gives, for looking behind the store's back.
  func numbers(_ sql: String) async throws -> [Int] {
    try await perform { (archive) throws(StoreError) in
      try Statement(sql, on: archive.database).all { $0.int(0) }
    }
  }

  /// How many rows a table has.
  func count(_ table: String) async throws -> Int { try await numbers("SELECT count(*) FROM \(table)")[0] }
}

/// Options under which nothing is removed by itself.
func keepingOptions() -> StoreOptions {
  var options = StoreOptions()
  options.retention = .unlimited
  return options
}

/// A store in memory that keeps everything.
func memoryStore() throws -> ConversationStore {
  try ConversationStore(.memory, for: .serving, options: keepingOptions()) { Issue.record("\($0)") }
}
