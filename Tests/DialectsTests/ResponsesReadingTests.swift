import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("reading a Responses request")
struct ResponsesReadingTests {
  private let dialect = OpenAIResponses()

  private func read(_ body: String, _ fields: [(String, String)] = []) throws -> ChatRequest {
    var header = HTTPFields()
    for (name, value) in fields { header.append(name, value) }
    return try dialect.read(try JSONText.document(body), fields: header)
  }

  private static let plain = #"{"model":"m","input":"Hi"}"#

  static let refused: [(String, String)] = [
    ("[]", "the body must be a JSON object"),
    (#"{"input":"x"}"#, "model: the name of a model is required"),
    (#"{"model":"m","input":7}"#, "input: must be a text or a list of items"),
    (#"{"model":"m","input":"x","stream":"yes"}"#, "stream: must be true or false"),
    (#"{"model":"m","input":"x","instructions":7}"#, "instructions: must be a text or a list of items"),
    (#"{"model":"m","input":"x","tools":{}}"#, "tools: must be a list"),
    (
      #"{"model":"m","input":"x","max_output_tokens":-1}"#,
      "max_output_tokens: must be a whole number of tokens, 0 or more"
    ),
    (#"{"model":"m","input":[{"content":"x"}]}"#, "input.0.type: a text is required"),
    (
      #"{"model":"m","input":[{"type":"function_call_output","output":"x"}]}"#,
      "input.0.call_id: a text is required"
    ),
    (#"{"model":"m","input":[{"type":"item_reference"}]}"#, "input.0.id: a text is required"),
  ]

  @Test("names the field that has no meaning, and asks for no repetition", arguments: refused)
  func refuses(_ body: String, _ sentence: String) throws {
    let error = try #require(throws: ClientError.self) { try read(body) }
    #expect(error == ClientError(.invalidRequest, sentence, shouldRetry: false))
  }

  @Test("an error in a part names the item by its place in the input")
  func places() throws {
    let request = try read(
      #"{"model":"m","input":[{"role":"developer","content":"x"},{"role":"user","content":[{"type":"input_image"}]}]}"#
    )
    let error = try #require(throws: ClientError.self) { try dialect.conversation(of: request) }
    #expect(error.message == "input.1.content.0: image_url or file_id is required")
  }

  @Test("instructions and leading messages are the system prompt, as they came")
  func system() throws {
    let request = try read(
      #"""
      {"model":"m","instructions":"A","input":[{"type":"additional_tools","tools":[]},
       {"role":"system","content":"B"},{"role":"developer" , "content":"C"},{"role":"user","content":"D"},
       {"role":"developer","content":"E"}]}
      """#)
    #expect(
      request.system.map { String(decoding: $0.bytes, as: UTF8.self) }
        == #"["A",{"role":"system","content":"B"},{"role":"developer" , "content":"C"}]"#)
    #expect(request.messages.map(\.role) == [.user, .system])
    #expect(try read(Self.plain).system == nil)
  }

  @Test("each item is a message, and says who speaks")
  func roles() throws {
    let types = [
      "reasoning", "web_search_call", "compaction", "compaction_trigger", "mcp_list_tools", "brand_new",
    ]
    let items =
      types.map { #"{"type":"\#($0)"}"# } + [
        #"{"type":"function_call","call_id":"c","name":"f"}"#,
        #"{"type":"function_call_output","call_id":"c"}"#,
        #"{"type":"tool_search_output","call_id":"c"}"#, #"{"type":"tool_search_output","call_id":null}"#,
      ]
    let request = try read(#"{"model":"m","input":[\#(items.joined(separator: ","))]}"#)
    #expect(
      request.messages.map(\.role) == [
        .assistant, .assistant, .user, .user, .assistant, .user, .assistant, .tool, .tool, .assistant,
      ])
    #expect(request.messages.map { String(decoding: $0.source.bytes, as: UTF8.self) } == items)
  }

  @Test("tools that come as an item are tools of the request")
  func tools() throws {
    let request = try read(
      #"""
      {"model":"m","tools":[{"type":"web_search"}],"input":[{"role":"user","content":"x"},
       {"type":"additional_tools","tools":[{"type":"function","name":"f"}]}]}
      """#)
    #expect(
      request.tools.map { String(decoding: $0.bytes, as: UTF8.self) }
        == #"[{"type":"web_search"},{"type":"function","name":"f"}]"#)
    #expect(request.messages.count == 1)
  }

  // MARK: Who asks

  static let clients: [([(String, String)], ClientIdentity)] = [
    (
      [("session-id", "s"), ("thread-id", "s"), ("user-agent", "codex_exec/0.163.0 (Linux; x) t")],
      ClientIdentity(sessionID: "s", program: "codex_exec")
    ),
    ([("session_id", "s"), ("originator", "o")], ClientIdentity(sessionID: "s", program: "o")),
    ([("conversation_id", "s")], ClientIdentity(sessionID: "s")),
    (
      [
        ("session-id", "s"), ("thread-id", "t"), ("x-openai-subagent", "collab_spawn"),
        ("x-codex-parent-thread-id", "s"),
      ],
      ClientIdentity(sessionID: "s", agentID: "t", statedPurpose: "collab_spawn")
    ),
    (
      [
        ("session-id", "s"), ("thread-id", "u"), ("x-openai-subagent", "review"),
        ("x-codex-parent-thread-id", "t"),
      ],
      ClientIdentity(sessionID: "s", agentID: "u", parentAgentID: "t", statedPurpose: "review")
    ),
    (
      [("x-ctxgw-session", "mine"), ("x-codex-turn-metadata", #"{"request_kind":"compaction"}"#)],
      ClientIdentity(explicitSession: "mine", sessionID: "k", statedPurpose: "compaction")
    ),
    ([("session-id", ""), ("x-codex-turn-metadata", "{")], ClientIdentity(sessionID: "k")),
  ]

  @Test("finds ids in the header first, in the body second", arguments: clients)
  func ids(_ fields: [(String, String)], _ client: ClientIdentity) throws {
    #expect(try read(#"{"model":"m","input":"Hi","prompt_cache_key":"k"}"#, fields).client == client)
  }

  @Test("knows Codex by its name, and by its marks under another one")
  func codex() throws {
    #expect(try read(Self.plain, [("user-agent", "Codex Desktop/1.0")]).isFromCodex)
    let marked = #"{"model":"m","input":"Hi","client_metadata":{"a":"b","x-codex-window-id":"w"}}"#
    #expect(try read(marked, [("user-agent", "mine/1")]).isFromCodex)
    #expect(try !read(Self.plain, [("user-agent", "OpenAI/Python 3.51.0")]).isFromCodex)
  }

  @Test("sees the marks of a request's kind")
  func shape() throws {
    let request = try read(
      #"""
      {"model":"m","max_output_tokens":64,"tools":[{"type":"function","name":"a"}],
       "text":{"format":{"type":"json_schema","schema":{"properties":{"title":{},"x":{}}}}},
       "input":[{"role":"user","content":"first"},{"role":"assistant","content":"x"},
        {"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"},{"type":"input_image"}]},
        {"role":"developer","content":"z"}]}
      """#)
    #expect(
      dialect.shape(of: request)
        == RequestShape(
          messageCount: 4, toolCount: 1, maxOutputTokens: 64, answerMembers: ["title", "x"], newestText: "b"))
    #expect(dialect.shape(of: try read(Self.plain)) == RequestShape(messageCount: 1, newestText: "Hi"))
  }

  @Test("a compaction is asked for in three ways")
  func compaction() throws {
    let trigger = #"{"model":"m","input":[{"role":"user","content":"x"},{"type":"compaction_trigger"}]}"#
    #expect(dialect.shape(of: try read(trigger)).asksForCompaction)
    let kind = [("x-codex-turn-metadata", #"{"request_kind":"compaction"}"#)]
    #expect(dialect.shape(of: try read(Self.plain, kind)).asksForCompaction)
    #expect(dialect.shape(of: try read(Self.plain, [("x-openai-subagent", "compact")])).asksForCompaction)
    let turn = [("x-codex-turn-metadata", #"{"request_kind":"turn"}"#)]
    #expect(!dialect.shape(of: try read(Self.plain, turn)).asksForCompaction)
  }

  // MARK: Going on

  @Test(
    "what was before a response stands before what is new",
    arguments: [#""Hi""#, #"[{"role":"user","content":"Hi"}]"#])
  func resolved(_ input: String) throws {
    let document = try JSONText.document(
      #"{"model":"m","previous_response_id":"resp_1","instructions":"A","input":\#(input)}"#)
    #expect(dialect.previousResponseID(of: document) == "resp_1")
    let earlier = [#"{"role":"user","content":"a"}"#, #"{"role":"assistant","content":"b"}"#]
    let whole = try dialect.resolved(document, after: earlier.map { Array($0.utf8) })
    #expect(dialect.previousResponseID(of: whole) == nil)
    let request = try dialect.read(whole, fields: HTTPFields())
    #expect(request.messages.map(\.role) == [.user, .assistant, .user])
    let alone = try read(#"{"model":"m","input":[{"role":"user","content":"Hi"}]}"#)
    #expect(request.messages.last?.fingerprint == alone.messages.last?.fingerprint)
    #expect(try dialect.conversation(of: request).entries.count == 3)
  }

  @Test("a request that says all itself goes on from nothing", arguments: ["null", #""""#, "7"])
  func unresolved(_ id: String) throws {
    let body = try JSONText.document(#"{"model":"m","input":"Hi","previous_response_id":\#(id)}"#)
    #expect(dialect.previousResponseID(of: body) == nil)
  }

  @Test("an earlier item that is broken is told of")
  func broken() throws {
    let document = try JSONText.document(#"{"model":"m","input":"Hi","previous_response_id":"r"}"#)
    #expect(throws: JSONError.self) { try dialect.resolved(document, after: [Array("{".utf8)]) }
  }
}
