import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("reading an Anthropic request")
struct AnthropicReadingTests {
  private func read(_ body: String, _ fields: [(String, String)] = []) throws -> ChatRequest {
    var header = HTTPFields()
    for (name, value) in fields { header.append(name, value) }
    return try AnthropicMessages().read(try JSONText.document(body), fields: header)
  }

  static let refused: [(String, String)] = [
    ("[]", "the body must be a JSON object"),
    (#"{"messages":[]}"#, "model: the name of a model is required"),
    (#"{"model":"","messages":[]}"#, "model: the name of a model is required"),
    (#"{"model":7,"messages":[]}"#, "model: the name of a model is required"),
    (#"{"model":"m"}"#, "messages: a list of messages is required"),
    (#"{"model":"m","messages":{}}"#, "messages: a list of messages is required"),
    (#"{"model":"m","messages":[]}"#, "messages: at least one message is required"),
    (
      #"{"model":"m","messages":[{"role":"user"},{"role":"tool"}]}"#,
      #"messages.1.role: must be "user", "assistant" or "system""#
    ),
    (#"{"model":"m","messages":[7]}"#, #"messages.0.role: must be "user", "assistant" or "system""#),
    (
      #"{"model":"m","messages":[{"role":"user","content":7}]}"#,
      "messages.0.content: must be a text or a list of blocks"
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":""},{"text":"x"}]}]}"#,
      "messages.0.content.1: must be a block with a type"
    ),
    (#"{"model":"m","stream":"yes","messages":[{"role":"user"}]}"#, "stream: must be true or false"),
    (
      #"{"model":"m","max_tokens":-1,"messages":[{"role":"user"}]}"#,
      "max_tokens: must be a whole number of tokens, 0 or more"
    ),
    (
      #"{"model":"m","system":7,"messages":[{"role":"user"}]}"#,
      "system: must be a text or a list of text blocks"
    ),
    (#"{"model":"m","tools":{},"messages":[{"role":"user"}]}"#, "tools: must be a list"),
  ]

  @Test("names the field that has no meaning, and asks for no repetition", arguments: refused)
  func refuses(_ body: String, _ sentence: String) throws {
    let error = try #require(throws: ClientError.self) { try read(body) }
    #expect(error == ClientError(.invalidRequest, sentence, shouldRetry: false))
  }

  @Test("takes what a count of tokens or an older client leaves out")
  func takes() throws {
    let request = try read(
      #"{"model":"m","stream":null,"max_tokens":null,"system":null,"tools":null,"messages":[{"role":"user","content":"foo"}]}"#
    )
    #expect(request.model == "m")
    #expect(!request.wantsStream)
    #expect(request.maxOutputTokens == nil)
    #expect(request.system == nil && request.tools == nil)
  }

  @Test("gives ranges of the client's own bytes")
  func ranges() throws {
    let body =
      #"{"model":"m","system":[ "x" ],"max_tokens":0,"messages":[ {"role" : "user"} , {"role":"system"}]}"#
    let request = try read(body)
    #expect(
      request.messages.map { String(decoding: $0.source.bytes, as: UTF8.self) } == [
        #"{"role" : "user"}"#, #"{"role":"system"}"#,
      ])
    #expect(request.messages.map(\.role) == [.user, .system])
    #expect(request.maxOutputTokens == 0)
    #expect(request.system.map { String(decoding: $0.bytes, as: UTF8.self) } == #"[ "x" ]"#)
  }

  private static let plain = #"{"model":"m","messages":[{"role":"user"}]}"#

  @Test("finds ids in the header first, in the metadata second")
  func ids() throws {
    let metadata =
      #"{"model":"m","messages":[{"role":"user"}],"metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"s2\"}"}}"#
    #expect(try read(metadata).client.sessionID == "s2")
    let both = try read(
      metadata,
      [
        ("X-Claude-Code-Session-Id", "s1"), ("x-ctxgw-session", "mine"), ("x-claude-code-agent-id", "a1"),
        ("x-claude-code-parent-agent-id", "a0"), ("user-agent", "claude-cli/2.1.327 (external, cli)"),
      ])
    #expect(
      both.client
        == ClientIdentity(
          explicitSession: "mine", sessionID: "s1", agentID: "a1", parentAgentID: "a0", program: "claude-cli")
    )
  }

  @Test(
    "understands both forms of a user id",
    arguments: [
      (#"{"account_uuid":"","session_id":"uuid"}"#, "uuid"), ("user_ab_account_cd_session_ef", "ef"),
      ("user_a_session_b_account__session_c", "c"), ("user_ab_account_cd", nil), ("someone", nil),
      ("{}", nil), ("[1]", nil), ("", nil), ("other_session_x", nil),
    ])
  func userIDs(_ text: String, _ session: String?) {
    #expect(AnthropicMessages.sessionID(inUserID: text) == session)
  }

  @Test("takes neither empty nor endless ids")
  func oddIDs() throws {
    let long = String(repeating: "x", count: 257)
    let client = try read(Self.plain, [("x-ctxgw-session", ""), ("x-claude-code-session-id", long)]).client
    #expect(client == ClientIdentity())
  }

  @Test(
    "names the program without its version",
    arguments: [
      ("claude-cli/2.1.327 (external, cli)", "claude-cli"), ("Anthropic/Python 2.10.0", "Anthropic/Python"),
      ("Anthropic/JS 1", "Anthropic/JS"), ("curl/7.88.1", "curl"), ("(none)", nil), ("", nil),
      ("a/b/3", "a/b"), ("x/", "x/"),
    ])
  func programs(_ userAgent: String, _ program: String?) {
    #expect(ClientIdentity.program(inUserAgent: userAgent) == program)
  }

  @Test("sees the marks of a request's kind")
  func shape() throws {
    let request = try read(
      #"""
      {"model":"m","max_tokens":64,"stop_sequences":["</block>",""],"tools":[{"name":"a"}],
       "system":[{"type":"text","text":"x-anthropic-billing-header: cc_is_subagent=true;"}],
       "output_config":{"format":{"type":"json_schema","schema":{"properties":{"title":{},"x":{}}}}},
       "compaction":{"type":"summarize"},
       "messages":[{"role":"user","content":"first"},{"role":"assistant","content":"x"},
        {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"image"}]},
        {"role":"system","content":"z"}]}
      """#)
    #expect(
      AnthropicMessages().shape(of: request)
        == RequestShape(
          messageCount: 4, toolCount: 1, maxOutputTokens: 64, stopSequences: ["</block>"],
          answerMembers: ["title", "x"], newestText: "b", asksForCompaction: true, isMarkedSubAgent: true))
    #expect(try AnthropicMessages().shape(of: read(Self.plain)) == RequestShape(messageCount: 1))
  }
}
