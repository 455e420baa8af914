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
        turn.context = Self.context(of: turn)
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

  /// What was forwarded of the second turn: something of every state and origin.
  private static func context(of turn: Turn) -> TurnContext {
    let blocks = [
      block(.system, "system prompt", .full, 4, 4),
      block(.tools, "1 tool", .capped, 3, 9, text: "Read(path)"),
      block(.gateway, "digest of 0 messages", .digest, 2, nil, isChanged: true, text: "Nothing yet."),
      block(.messages(0...0), "user", .full, 8, 8),
      block(.messages(1...1), "", .dropped, 0, 20),
      block(
        .messages(2...2), part: 0, "result of Read a", .stub, 5, 40, isChanged: true, text: "[a, 1 line]"),
      block(.messages(2...2), part: 1, "image", .full, 85, 85, isChanged: true),
    ]
    return TurnContext(
      key: ContextKey(session: turn.state.session, branch: 0, backend: "box", model: "qwen"),
      report: ContextReport(
        originalTokens: 166, sentTokens: 107, window: ContextWindow(tokens: 8192, source: .loaded),
        limit: 6000, reserve: 1536, strippedParts: 1, droppedMessages: 1, epoch: .first, epochs: 1,
        blocks: blocks), state: [1])
  }

  private static func block(
    _ origin: ContextBlock.Origin, part: Int? = nil, _ label: String, _ state: ContextBlock.State,
    _ tokens: Int, _ original: Int?, isChanged: Bool = false, text: String? = nil
  ) -> ContextBlock {
    ContextBlock(
      origin: origin, part: part, label: label, state: state, tokens: tokens, originalTokens: original,
      isChanged: isChanged, text: text)
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
