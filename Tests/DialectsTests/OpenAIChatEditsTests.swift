import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("plans applied to chat completions in their own dialect")
struct OpenAIChatEditsTests {
  private let client = OpenAIChat()

  private let body = #"""
    {"model":"gpt-x","seed":7,"messages":[{"role":"system","content":"long"},{"role":"user","name":"ann","content":"task"},
    {"role":"assistant","content":"Look:","reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"mcp.files/read","arguments":"{\"path\":\"a\"}"}}]},
    {"role":"tool","tool_call_id":"c1","content":"line\nline"},
    {"role":"assistant","content":"done"},
    {"role":"user","content":[{"type":"text","text":"go on"}]}],
    "tools":[{"type":"function","function":{"name":"mcp.files/read","description":"reads","parameters":{},"strict":true}},
     {"type":"function","function":{"name":"list"}}],
    "tool_choice":"auto","max_tokens":32000,"unheard_of":{"a" : 1}}
    """#

  private func encoded(
    by plan: ContextPlan, of body: String? = nil, window: Int? = nil, isLocal: Bool = true
  ) throws -> (request: EncodedRequest, body: JSONValue) {
    let request = try client.read(JSONText.document(body ?? self.body), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "local", dialect: .openAIChat, isLocal: isLocal,
      window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: .textOnly)
    let encoded = try client.encode(
      request, for: target, plan: plan, conversation: client.conversation(of:following:))
    return (encoded, try JSONDocument(parsing: encoded.body).root)
  }

  private func messages(by plan: ContextPlan) throws -> [String] {
    try #require(encoded(by: plan).body["messages"]).elements.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  /// Parts of the second message: reasoning, a text, a call.
  private let shortened = ContextPlan(messages: [
    .keep, .edit(EditedMessage(parts: [.drop, .drop, .replace(#"{"path":"b"}"#)])),
    .edit(EditedMessage(parts: [.replace("[left out]")])), .keep, .keep,
  ])

  @Test("parts are replaced and dropped, and every other member stays in its place")
  func parts() throws {
    #expect(
      try messages(by: shortened) == [
        #"{"role":"system","content":"long"}"#, #"{"role":"user","content":"task"}"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"mcp.files/read","arguments":"{\"path\":\"b\"}"}}]}"#,
        #"{"role":"tool","tool_call_id":"c1","content":"[left out]"}"#,
        #"{"role":"assistant","content":"done"}"#, #"{"role":"user","content":"go on"}"#,
      ])
    let edited = try encoded(by: shortened).body
    let original = try JSONText.document(body).root
    #expect(edited.members.map { $0.key.string } == original.members.map { $0.key.string })
    #expect(edited["model"]?.string == "local")
    for key in ["seed", "tools", "tool_choice", "max_tokens", "unheard_of"] {
      #expect(edited.member(key).map { Array($0.bytes) } == original.member(key).map { Array($0.bytes) })
    }
  }

  @Test("messages leave, and what is inserted joins its neighbours")
  func dropped() throws {
    let plan = ContextPlan(
      system: .replace("short"), messages: [.keep, .drop, .drop, .drop, .keep],
      insertions: [ContextInsertion(place: 0, text: "so far: much")])
    #expect(
      try messages(by: plan) == [
        #"{"role":"system","content":"short"}"#,
        #"{"role":"user","content":"task\n\nso far: much\n\ngo on"}"#,
      ])
  }

  @Test("a message is said as it was said first")
  func firstSeen() throws {
    let first = #"{"role":"user","content":[{"type":"text","text":"go on"},{"type":"text","text":"note"}]}"#
    let plan = ContextPlan(messages: [
      .keep, .keep, .keep, .keep,
      .edit(EditedMessage(firstSeen: Array(first.utf8), parts: [.keep, .replace("other")])),
    ])
    #expect(try messages(by: plan).last == #"{"role":"user","content":"go on\n\nother"}"#)
  }

  @Test("tools are those of the plan, by the client's names")
  func tools() throws {
    let plan = ContextPlan(
      tools: .replace([
        OfferedTool(name: "mcp.files/read"),
        OfferedTool(
          name: "list",
          definition: .init(description: "lists", schema: Array(#"{"type":"object","properties":{}}"#.utf8))),
        OfferedTool(name: "nobody's"),
      ]))
    let tools = try encoded(by: plan).body["tools"]?.elements.map { JSONText.compact(Array($0.bytes)) }
    #expect(
      tools == [
        #"{"type":"function","function":{"name":"mcp.files/read","description":"reads","parameters":{},"strict":true}}"#,
        #"{"type":"function","function":{"name":"list","description":"lists","parameters":{"type":"object","properties":{}}}}"#,
      ])
  }

  @Test("functions stay functions")
  func functions() throws {
    let body =
      #"{"model":"m","functions":[{"name":"f"},{"name":"g","x":1}],"messages":[{"role":"user","content":"a"}]}"#
    let plan = ContextPlan(tools: .replace([OfferedTool(name: "g")]))
    let edited = try encoded(by: plan, of: body).body
    #expect(edited["tools"] == nil)
    #expect(edited["functions"].map { String(decoding: $0.bytes, as: UTF8.self) } == #"[{"name":"g","x":1}]"#)
  }

  @Test("tools that take a text stay what they are, in their definition and in their calls")
  func custom() throws {
    let body = #"""
      {"model":"m","tools":[{"type":"custom","custom":{"name":"patch"}}],"messages":[{"role":"user","content":"a"},
       {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"custom","custom":{"name":"patch","input":"x\ny"}}]},
       {"role":"tool","tool_call_id":"c","content":"ok"}]}
      """#
    let definition = OfferedTool.Definition(description: "d", schema: Array("{}".utf8))
    let plan = ContextPlan(
      system: .replace("s"), tools: .replace([OfferedTool(name: "patch", definition: definition)]))
    let edited = try encoded(by: plan, of: body).body
    #expect(
      edited["tools"].map { String(decoding: $0.bytes, as: UTF8.self) }
        == #"[{"type":"custom","custom":{"name":"patch"}}]"#)
    let calls = edited["messages"]?.elements.compactMap { $0["tool_calls"] }.first
    #expect(
      calls.map { String(decoding: $0.bytes, as: UTF8.self) }
        == #"[{"id":"c","type":"custom","custom":{"name":"patch","input":"x\ny"}}]"#)
  }

  @Test("without tools nothing is said of how to use them")
  func noTools() throws {
    let edited = try encoded(by: ContextPlan(tools: .replace([]))).body
    #expect(edited["tools"] == nil && edited["tool_choice"] == nil && edited["seed"]?.int == 7)
    let empty = #"{"model":"m","tools":[],"tool_choice":"auto","messages":[{"role":"user","content":"a"}]}"#
    let without = try encoded(by: ContextPlan(system: .replace("x")), of: empty).body
    #expect(without["tools"] == nil && without["tool_choice"] == nil)
  }

  @Test("the answer gets the room that the prompt leaves, where the server runs here")
  func room() throws {
    var plan = shortened
    plan.tokens = 3_000
    let (request, body) = try encoded(by: plan, window: 8_192)
    #expect(request.promptTokens == 3_000 && body["max_tokens"]?.int == 5_099)
    #expect(try encoded(by: plan, window: 8_192, isLocal: false).body["max_tokens"]?.int == 32_000)
    var untouched = ContextPlan.untouched
    untouched.tokens = 8_100
    #expect(try encoded(by: untouched, window: 8_192).body["max_tokens"]?.int == 256)
  }

  @Test("a strict template gets what the operator says later as the user's")
  func laterSystem() throws {
    let body = #"""
      {"model":"m","messages":[{"role":"user","content":"a"},{"role":"developer","content":"b"},{"role":"user","content":"c"}]}
      """#
    let edited = try encoded(by: ContextPlan(messages: [.keep, .keep, .edit(EditedMessage())]), of: body).body
    #expect(edited["messages"]?.count == 1)
  }
}
