import Conversations
import Dialects
import Testing
import Wire

/// A request edited as a plan says, in the client's own dialect and in another.
@Suite("encoding what a plan leaves")
struct ContextPlanEncodingTests {
  private let client = AnthropicMessages()
  private let body = #"""
    {"model":"m","max_tokens":9,"thinking":{"type":"enabled","budget_tokens":5},"system":[{"type":"text","text":"be good","cache_control":{"type":"ephemeral"}}],
    "tools":[{"name":"Read","description":"long","input_schema":{"type":"object"}},{"name":"Bash","input_schema":{"type":"object"}}],
    "messages":[
    {"role":"user","content":"task"},
    {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":""},{"type":"tool_use","id":"t1","name":"Read","input":{"path":"a"}}]},
    {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"line\nline"}],"cache_control":{"type":"ephemeral"}}]},
    {"role":"assistant","content":"done"},
    {"role":"user","content":[{"type":"text","text":"go on","cache_control":{"type":"ephemeral"}}]}]}
    """#

  private func encoded(by plan: ContextPlan, as dialect: any BackendDialect) throws -> JSONValue {
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "local", dialect: dialect.name, isLocal: true, window: nil, traits: .textOnly)
    let encoded = try dialect.encode(
      request, for: target, plan: plan, conversation: client.conversation(of:following:))
    return try JSONDocument(parsing: encoded.body).root
  }

  private func messages(by plan: ContextPlan, as dialect: any BackendDialect) throws -> [String] {
    try #require(try encoded(by: plan, as: dialect)["messages"]).elements.map {
      String(decoding: Array($0.bytes), as: UTF8.self)
    }
  }

  private let shortened = ContextPlan(messages: [
    .keep, .edit(EditedMessage(parts: [.drop, .replace(#"{"path":"b"}"#)])),
    .edit(EditedMessage(parts: [.replace("[left out]")])), .keep, .keep,
  ])

  @Test func `parts are replaced and dropped in the client's own dialect, and cache marks go`() throws {
    #expect(
      try messages(by: shortened, as: client) == [
        #"{"role":"user","content":[{"type":"text","text":"task"}]}"#,
        #"{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"Read","input":{"path":"b"}}]}"#,
        #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":"[left out]"}]}"#,
        #"{"role":"assistant","content":[{"type":"text","text":"done"}]}"#,
        #"{"role":"user","content":[{"type":"text","text":"go on"}]}"#,
      ])
  }

  @Test func `parts are replaced and dropped in a translation`() throws {
    #expect(
      try messages(by: shortened, as: OpenAIChat()).dropFirst() == [
        #"{"role":"user","content":"task"}"#,
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"Read","arguments":"{\"path\":\"b\"}"}}]}"#,
        #"{"role":"tool","tool_call_id":"t1","content":"[tool error] [left out]"}"#,
        #"{"role":"assistant","content":"done"}"#,
        #"{"role":"user","content":"go on"}"#,
      ])
  }

  @Test func `neighbours of one role are one message when what stood between them leaves`() throws {
    let plan = ContextPlan(
      messages: [.keep, .drop, .drop, .drop, .keep],
      insertions: [
        ContextInsertion(place: -1, text: "first"), ContextInsertion(place: 0, text: "so far: much"),
      ])
    #expect(
      try messages(by: plan, as: client) == [
        #"{"role":"user","content":[{"type":"text","text":"first"},{"type":"text","text":"task"},{"type":"text","text":"so far: much"},{"type":"text","text":"go on"}]}"#
      ])
    #expect(
      try messages(by: plan, as: OpenAIChat()).dropFirst() == [
        #"{"role":"user","content":"first\n\ntask\n\nso far: much\n\ngo on"}"#
      ])
  }

  @Test(arguments: [AnthropicMessages() as any BackendDialect, OpenAIChat()])
  func `a message is said as it was said first`(dialect: any BackendDialect) throws {
    let first =
      #"{"role":"user","content":[{"type":"text","text":"go on"},{"type":"text","text":"reminder"}]}"#
    let plan = ContextPlan(messages: [
      .keep, .keep, .keep, .keep,
      .edit(EditedMessage(firstSeen: Array(first.utf8), parts: [.keep, .replace("note")])),
    ])
    let last = try #require(try messages(by: plan, as: dialect).last)
    #expect(last.contains("go on") && last.contains("note") && !last.contains("reminder"))
  }

  @Test func `tools and system prompt are those of the plan`() throws {
    let plan = ContextPlan(
      system: .replace("short"),
      tools: .replace([
        OfferedTool(name: "Bash"),
        OfferedTool(
          name: "Read",
          definition: .init(description: "reads", schema: Array(#"{"type":"object","properties":{}}"#.utf8))),
        OfferedTool(name: "Nobody's"),
      ]))
    let own = try encoded(by: plan, as: client)
    #expect(own["system"]?.string == "short")
    #expect(own["model"]?.string == "local")
    #expect(own["tools"]?.elements.map { $0["name"]?.string ?? "" } == ["Bash", "Read"])
    #expect(own["tools"]?.elements.map { $0["description"]?.string ?? "" } == ["", "reads"])
    let translated = try encoded(by: plan, as: OpenAIChat())
    #expect(translated["messages"]?.elements.first { _ in true }?["content"]?.string == "short")
    #expect(
      translated["tools"]?.elements.map { $0["function"]?["name"]?.string ?? "" } == ["Bash", "Read"])
  }

  @Test func `an empty system prompt and an empty list of tools are left out`() throws {
    let plan = ContextPlan(system: .replace(""), tools: .replace([]))
    let own = try encoded(by: plan, as: client)
    #expect(own["system"] == nil && own["tools"] == nil && own["max_tokens"]?.int == 9)
    let translated = try encoded(by: plan, as: OpenAIChat())
    #expect(translated["tools"] == nil)
    #expect(translated["messages"]?.elements.first { _ in true }?["role"]?.string == "user")
  }

  @Test func `the answer gets the room that the planner has counted`() throws {
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "b", model: "local", dialect: .openAIChat, isLocal: true,
      window: ContextWindow(tokens: 1_000, source: .loaded), traits: .textOnly)
    let encoded = try OpenAIChat().encode(
      request, for: target, plan: ContextPlan(tokens: 995), conversation: client.conversation(of:following:))
    #expect(encoded.promptTokens == 995)
  }
}
