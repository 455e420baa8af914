import Conversations
import Dialects
import Testing
import Wire

@Suite("a Responses client at a Responses backend")
struct ResponsesEditsTests {
  private let dialect = OpenAIResponses()
  private let body = #"""
    {"model":"gpt-x", "store":false, "instructions":"be good","reasoning":{"effort":"high"},"max_output_tokens":50000,
    "tools":[{"type":"function","name":"read","description":"long","parameters":{"type":"object"},"strict":true},
    {"type":"custom","name":"patch","description":"patches","format":{"type":"text"}},
    {"type":"namespace","name":"agents","description":"helpers","tools":[{"type":"function","name":"spawn","parameters":{}},{"type":"function","name":"wait","parameters":{}}]},
    {"type":"web_search"}],"tool_choice":"auto","parallel_tool_calls":true,
    "input":[
    {"type":"message","role":"developer","content":"rules"},
    {"type":"message","role":"user","content":[{"type":"input_text","text":""},{"type":"input_text","text":"task"},{"type":"input_text","text":"more"}]},
    {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"},
    {"type":"function_call","id":"fc_1","call_id":"c1","name":"read","arguments":"{\"path\":\"a\"}"},
    {"type":"function_call_output","call_id":"c1","output":"line\nline"},
    {"type":"custom_tool_call","call_id":"c2","name":"patch","input":"*** a"},
    {"type":"custom_tool_call_output","call_id":"c2","output":"done"},
    {"type":"message","role":"assistant","content":[{"type":"output_text","text":"done"}]},
    {"type":"message","role":"user","content":"go on"}]}
    """#

  private func encoded(
    _ body: String, by plan: ContextPlan = .untouched, model: String = "gpt-x", window: Int? = nil
  ) throws -> EncodedRequest {
    let request = try dialect.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "b", model: model, dialect: .openAIResponses, isLocal: true,
      window: window.map { ContextWindow(tokens: $0, source: .loaded) }, traits: .full)
    return try dialect.encode(
      request, for: target, plan: plan, conversation: dialect.conversation(of:following:))
  }

  private func root(_ encoded: EncodedRequest) throws -> JSONValue {
    try JSONDocument(parsing: encoded.body).root
  }

  private func items(_ encoded: EncodedRequest) throws -> [String] {
    try #require(try root(encoded)["input"]).elements.map { String(decoding: Array($0.bytes), as: UTF8.self) }
  }

  @Test func `without edits the client's bytes go out`() throws {
    #expect(try encoded(body).body == Array(body.utf8))
    #expect(try encoded(body).promptTokens > 100)
  }

  @Test func `a mapped model is all that changes`() throws {
    let mapped = try String(decoding: encoded(body, model: "gpt-y").body, as: UTF8.self)
    #expect(mapped == body.replacing(#""gpt-x""#, with: #""gpt-y""#))
  }

  @Test func `a limit beyond the window is lowered`() throws {
    let lowered = try root(encoded(body, window: 8_000))["max_output_tokens"]?.int
    #expect(lowered.map { $0 < 8_000 } == true)
  }

  @Test func `what this gateway wrote in place of a vendor's encrypted content is not sent`() throws {
    let body = #"""
      {"model":"gpt-x","input":[{"type":"compaction","encrypted_content":"ctxgw:much was done"},
      {"type":"reasoning","summary":[],"encrypted_content":"ctxgw:unsigned"},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"},
      {"type":"function_call","call_id":"c1","name":"read","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"a"}]}
      """#
    let encoded = try encoded(body)
    #expect(
      try items(encoded) == [
        #"{"type":"message","role":"user","content":"Summary of the conversation so far:\n\nmuch was done"}"#,
        #"{"type":"reasoning","summary":[],"encrypted_content":"gAAA"}"#,
        #"{"type":"function_call","call_id":"c1","name":"read","arguments":"{}"}"#,
        #"{"type":"function_call_output","call_id":"c1","output":"a"}"#,
      ])
    #expect(encoded.notes == ["input.1: reasoning that its vendor did not sign left out"])
  }

  @Test func `parts are replaced and dropped, and every other item keeps its bytes`() throws {
    let plan = ContextPlan(messages: [
      .edit(EditedMessage(parts: [.drop, .replace("less")])), .keep,
      .edit(EditedMessage(parts: [.replace(#"{"path":"b"}"#)])),
      .edit(EditedMessage(parts: [.replace("[left out]")])),
      .edit(EditedMessage(parts: [.replace(#"{"input":"*** b"}"#)])), .keep, .keep, .keep,
    ])
    let encoded = try encoded(body, by: plan)
    #expect(
      try items(encoded) == [
        #"{"type":"message","role":"developer","content":"rules"}"#,
        #"{"type":"message","role":"user","content":[{"type":"input_text","text":"less"}]}"#,
        #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA"}"#,
        #"{"type":"function_call","id":"fc_1","call_id":"c1","name":"read","arguments":"{\"path\":\"b\"}"}"#,
        #"{"type":"function_call_output","call_id":"c1","output":"[left out]"}"#,
        #"{"type":"custom_tool_call","call_id":"c2","name":"patch","input":"*** b"}"#,
        #"{"type":"custom_tool_call_output","call_id":"c2","output":"done"}"#,
        #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"done"}]}"#,
        #"{"type":"message","role":"user","content":"go on"}"#,
      ])
    #expect(try root(encoded)["reasoning"]?["effort"]?.string == "high")
    #expect(try root(encoded)["instructions"]?.string == "be good")
  }

  @Test func `reasoning leaves with what it led to`() throws {
    let plan = ContextPlan(
      messages: [.keep, .keep, .drop, .drop, .drop, .drop, .keep, .keep],
      insertions: [
        ContextInsertion(place: -1, text: "first"), ContextInsertion(place: 0, text: "so far: much"),
      ])
    let input = try #require(try root(encoded(body, by: plan))["input"])
    #expect(
      input.elements.map { $0["role"]?.string } == [
        "developer", "user", "user", "user", "assistant", "user",
      ])
    #expect(input.elements.map { $0["content"]?.string }[1...3] == ["first", nil, "so far: much"])
  }

  @Test func `an item is said as it was said first`() throws {
    let first = #"{"type":"message","role":"user","content":"go on, please"}"#
    let plan = ContextPlan(
      messages: Array(repeating: .keep, count: 7) + [.edit(EditedMessage(firstSeen: Array(first.utf8)))])
    #expect(try items(encoded(body, by: plan)).last == first)
  }

  @Test func `another system prompt takes the place of instructions and leading messages`() throws {
    let replaced = try root(encoded(body, by: ContextPlan(system: .replace("short"))))
    #expect(replaced["instructions"]?.string == "short")
    #expect(replaced["input"]?.elements.first { _ in true }?["role"]?.string == "user")
    #expect(try root(encoded(body, by: ContextPlan(system: .replace(""))))["instructions"] == nil)
  }

  @Test func `tools are those of the plan, in the forms in which the client knows them`() throws {
    let definition = OfferedTool.Definition(
      description: "reads", schema: Array(#"{"type":"object","properties":{}}"#.utf8))
    let plan = ContextPlan(
      tools: .replace([
        OfferedTool(name: "agents__wait"), OfferedTool(name: "read", definition: definition),
        OfferedTool(name: "patch", definition: definition), OfferedTool(name: "nobody's"),
        OfferedTool(name: "web_search"),
      ]))
    let tools = try #require(try root(encoded(body, by: plan))["tools"])
    #expect(
      tools.elements.map { String(decoding: Array($0.bytes), as: UTF8.self) } == [
        #"{"type":"namespace","name":"agents","description":"helpers","tools":[{"type":"function","name":"wait","parameters":{}}]}"#,
        #"{"type":"function","name":"read","description":"reads","parameters":{"type":"object","properties":{}},"strict":false}"#,
        #"{"type":"custom","name":"patch","format":{"type":"text"},"description":"reads"}"#,
        #"{"type":"web_search"}"#,
      ])
    let none = try root(encoded(body, by: ContextPlan(tools: .replace([]))))
    #expect(none["tools"] == nil && none["tool_choice"] == nil && none["parallel_tool_calls"] == nil)
  }

  @Test func `a text in place of items is an item once something changes`() throws {
    let plan = ContextPlan(messages: [.keep], insertions: [ContextInsertion(place: 0, text: "note")])
    #expect(
      try items(encoded(#"{"model":"gpt-x","input":"Hi"}"#, by: plan)) == [
        #"{"type":"message","role":"user","content":"Hi"}"#,
        #"{"type":"message","role":"user","content":"note"}"#,
      ])
  }
}
