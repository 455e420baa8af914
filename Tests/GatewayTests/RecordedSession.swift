import Conversations
import Dialects
import Store
import TestKit
import Wire

/// A database in a directory of its own, with a session in it as a gateway would have recorded it.
struct RecordedSession {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = TemporaryDirectory()
    path = "\(directory.path)/ctxgw.db"
  }

  /// 2026-01-31T12:00:00Z
  static let start: Int64 = 1_769_860_800_000

  static let question = #"{"role":"user","content":[{"type":"text","text":"What is in ```a```?"}]}"#
  static let call =
    #"{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Read","input":{"path":"a"}}]}"#
  static let result =
    #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"```\nx"},"#
    + #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}"#

  /// Opens the store as the gateway that serves it, at the time of the session: it is not old yet.
  func open() throws -> ConversationStore {
    var options = StoreOptions()
    options.now = { Self.start }
    return try ConversationStore(.file(path), for: .serving, options: options)
  }

  /// Records two turns of a conversation and a side request that failed; gives the session's id.
  @discardableResult
  func record(in store: ConversationStore) async throws -> String {
    let first = try await turn([Self.question], in: store, at: 0) { turn in
      turn.stopReason = .toolUse
      turn.usage = Usage(input: 10, cacheRead: 20, cacheWrite: 30, output: 5)
      turn.timings = TurnTimings(head: 1_500_000, firstEvent: 2_000_000, end: 3_000_000)
    }
    store.settle(first)
    store.settle(
      try await turn([Self.question, Self.call, Self.result], in: store, at: 60_000) { turn in
        var answer = Answer()
        answer.append(.partStarted(.text))
        answer.append(.delta(.text(Array("An x.".utf8))))
        turn.answer = AnthropicMessages().recorded(answer)
        turn.notes = ["image replaced by a note"]
        turn.outcome = .cut
        turn.failure = TurnFailure(type: "stream-cut", message: "the backend closed the connection")
      })
    store.settle(
      try await turn([#"{"role":"user","content":"title?"}"#], kind: .title, in: store, at: 61_000) { turn in
        turn.target = nil
        turn.outcome = .failed
        turn.status = 503
      })
    await store.flush()
    return first.state.session.text
  }

  private func turn(
    _ messages: [String], kind: RequestKind = .main, in store: ConversationStore, at milliseconds: Int64,
    _ fill: (inout Turn) -> Void
  ) async throws -> Turn {
    let body =
      #"{"model":"claude","max_tokens":9,"stream":true,"system":"Be  brief.","tools":[{"name":"Read","input_schema":{}}],"#
      + #""messages":[\#(messages.joined(separator: ","))]}"#
    var fields = HTTPFields()
    fields.append("x-claude-code-session-id", "client-session")
    fields.append("user-agent", "claude-cli/2.0 (external)")
    let request = try AnthropicMessages().read(JSONDocument(parsing: Array(body.utf8)), fields: fields)
    var turn = Turn(
      state: await store.recall(request, kind: kind), kind: kind, request: request,
      receivedAt: Self.start + milliseconds, requestBytes: body.utf8.count)
    turn.target = Target(
      backend: "box", model: "qwen", dialect: .openAIChat, isLocal: true, window: nil, traits: .textOnly)
    turn.rule = "default"
    turn.attempts = 1
    turn.outcome = .completed
    turn.status = 200
    fill(&turn)
    return turn
  }
}
