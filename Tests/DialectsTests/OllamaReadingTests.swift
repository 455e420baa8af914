import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("requests of Ollama's clients")
struct OllamaReadingTests {
  private func read(_ body: String, fields: HTTPFields = HTTPFields()) throws -> ChatRequest {
    try OllamaChat().read(JSONText.document(body), fields: fields)
  }

  private func request(_ messages: String...) throws -> ChatRequest {
    try read(#"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#)
  }

  @Test("answers are streamed unless a client says otherwise")
  func streams() throws {
    #expect(try request(#"{"role":"user","content":"Hi"}"#).wantsStream)
    #expect(try read(#"{"model":"m","prompt":"Hi"}"#).wantsStream)
    #expect(try read(#"{"model":"m","stream":false,"prompt":"Hi"}"#).wantsStream == false)
  }

  @Test("the leading system messages are the system prompt, and never the last message of all")
  func system() throws {
    let system = #"{"role":"system","content":"s"}"#
    let client = OllamaChat()
    let usual = try request(system, system, #"{"role":"user","content":"Hi"}"#)
    #expect(usual.system?.count == 2 && usual.messages.map(\.role) == [.user])
    #expect(try client.system(of: usual).count == 2)
    let alone = try request(system)
    #expect(alone.system == nil && alone.messages.map(\.role) == [.system])
    #expect(try client.system(of: alone).isEmpty)
  }

  @Test("a prompt is the only message, with its system prompt and its pictures")
  func prompt() throws {
    let request = try read(#"{"model":"m","prompt":"Hi","system":"s","images":["AAAA"]}"#)
    let conversation = try OllamaChat().conversation(of: request)
    guard case .text("s")? = conversation.system.first, conversation.entries.count == 1 else {
      return #expect(Bool(false), "\(conversation)")
    }
    #expect(conversation.entries[0].parts.count == 2)
  }

  @Test("who sends it is known by the header, and no session by anything but ours")
  func identity() throws {
    var fields = HTTPFields()
    fields.append("user-agent", "ollama-python/0.6.1 (x86_64 linux) Python/3.13.2")
    fields.append("x-ctxgw-session", "s1")
    let client = try read(#"{"model":"m","prompt":"Hi"}"#, fields: fields).client
    #expect(client.program == "ollama-python" && client.explicitSession == "s1" && client.sessionID == nil)
  }

  @Test("the marks of a request are found")
  func shape() throws {
    let body = #"""
      {"model":"m","options":{"num_predict":20,"stop":["x"]},"format":{"type":"object","properties":{"title":{}}},
      "tools":[{"type":"function","function":{"name":"f"}}],
      "messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"newest"}]}
      """#
    #expect(
      OllamaChat().shape(of: try read(body))
        == RequestShape(
          messageCount: 3, toolCount: 1, maxOutputTokens: 20, stopSequences: ["x"], answerMembers: ["title"],
          newestText: "newest"))
  }

  @Test("more messages than anybody has are refused")
  func tooMany() throws {
    let list = Array(repeating: #"{"role":"user","content":""}"#, count: RequestLimits.mostMessages + 1)
    #expect(throws: ClientError.self) {
      try read(#"{"model":"m","messages":[\#(list.joined(separator: ","))]}"#)
    }
  }

  // MARK: Ids

  private static let call = #"{"function":{"name":"read","arguments":{"path":"a"}}}"#
  private static let calling = #"{"role":"assistant","content":"","tool_calls":[\#(call)]}"#
  private static let result = #"{"role":"tool","tool_name":"read","content":"x"}"#
  private static let asking = #"{"role":"user","content":"go"}"#

  private func ids(_ messages: String...) throws -> [String] {
    try read(#"{"model":"m","messages":[\#(messages.joined(separator: ","))]}"#).messages.flatMap { message in
      try OllamaChat().parts(of: message.source, at: "").compactMap { part in
        switch part {
        case .toolCall(let call): call.id
        case .toolResult(let result): result.callID
        default: nil
        }
      }
    }
  }

  @Test("calls without ids get ids that stay the same while a conversation goes on, or loses its beginning")
  func stableIDs() throws {
    let short = try ids(Self.asking, Self.calling, Self.result)
    #expect(short.count == 2 && short[0] == short[1] && short[0].hasPrefix("call_"))
    let long = try ids(Self.asking, Self.calling, Self.result, Self.calling, Self.result)
    #expect(Array(long.prefix(2)) == short && long[2] == long[3] && long[2] != long[0])
    #expect(try ids(Self.calling, Self.result) == short)
  }

  @Test("a client's own ids stay as they are")
  func ownIDs() throws {
    let own = #"{"role":"assistant","tool_calls":[{"id":"mine","function":{"name":"read"}}]}"#
    #expect(
      try ids(Self.asking, own, #"{"role":"tool","tool_call_id":"mine","content":"x"}"#) == ["mine", "mine"])
    #expect(try ids(Self.asking, own, Self.result) == ["mine", "mine"])
    let request = try request(Self.asking, own)
    #expect(request.messages[1].source.document === request.document)
  }

  // MARK: Identity

  private func fingerprint(_ message: String) throws -> Fingerprint {
    try #require(try request(message).messages.first).fingerprint
  }

  private static let equals: [(String, String)] = [
    (#"{"role":"user","content":"caf\u00e9"}"#, #"{ "content" : "café", "role":"user", "extra":1 }"#),
    (#"{"role":"user","content":""}"#, #"{"role":"user","content":null,"images":[]}"#),
    (#"{"role":"user"}"#, #"{"role":"user","content":""}"#),
    (
      #"{"role":"assistant","content":"a","thinking":"hm"}"#,
      #"{"role":"assistant","content":"a","tool_calls":[]}"#
    ),
    (
      #"{"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"index":0,"name":"f","arguments":{"a":1,"b":[2]}}}]}"#,
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"b":[2], "a":1}}}]}"#
    ),
    (
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\"a\":1}"}}]}"#,
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"#
    ),
    (
      #"{"role":"tool","tool_name":"f","tool_call_id":"c","content":"x"}"#,
      #"{"role":"tool","name":"f","content":"x"}"#
    ),
  ]

  @Test("what clients change from turn to turn does not make another message", arguments: equals)
  func same(_ one: String, _ other: String) throws {
    #expect(try fingerprint(one) == fingerprint(other))
  }

  private static let others: [(String, String)] = [
    (#"{"role":"user","content":"a"}"#, #"{"role":"assistant","content":"a"}"#),
    (#"{"role":"user","content":"a"}"#, #"{"role":"user","content":"a","images":["AAAA"]}"#),
    (
      #"{"role":"user","content":"","images":["AB","C"]}"#,
      #"{"role":"user","content":"","images":["A","BC"]}"#
    ),
    (
      #"{"role":"tool","tool_name":"f","content":"x"}"#, #"{"role":"tool","tool_name":"g","content":"x"}"#
    ),
    (
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"#,
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":"1"}}}]}"#
    ),
    (
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]}"#,
      #"{"role":"assistant","tool_calls":[{"function":{"name":"f"}},{"function":{"name":"f"}}]}"#
    ),
  ]

  @Test("whatever else differs, differs", arguments: others)
  func different(_ one: String, _ other: String) throws {
    #expect(try fingerprint(one) != fingerprint(other))
  }

  @Test("an answer has the identity of the message that comes back, also without its ids and its reasoning")
  func recorded() throws {
    var answer = Answer()
    for event: StreamEvent in [
      .partStarted(.thinking), .delta(.thinking(Array("hm".utf8))), .partEnded, .partStarted(.text),
      .delta(.text(Array("I look.".utf8))), .partEnded, .partStarted(.toolCall(id: "call_1", name: "read")),
      .delta(.input(Array(#"{"path": "a"}"#.utf8))), .partEnded,
    ] { answer.append(event) }
    let recorded = OllamaChat().recorded(answer).messages
    #expect(recorded.count == 1)
    let back =
      #"{"role":"assistant","content":"I look.","tool_calls":[{"function":{"name":"read","arguments":{"path":"a"}}}]}"#
    #expect(try recorded.first?.fingerprint == fingerprint(back))
  }
}
