import Conversations
import Dialects
import Testing
import Wire

@Suite("what a plan leaves, said to Ollama")
struct OllamaChatTests {
  private func encoded(by plan: ContextPlan) throws -> JSONValue {
    let body = #"""
      {"model":"m","max_tokens":32000,"messages":[{"role":"user","content":"task"},
      {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"read","input":{"path":"a"}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"long"}]}]}
      """#
    let client = AnthropicMessages()
    let request = try client.read(JSONDocument(parsing: Array(body.utf8)), fields: HTTPFields())
    let target = Target(
      backend: "ollama", model: "qwen3:8b", dialect: .ollamaChat, isLocal: true,
      window: ContextWindow(tokens: 8192, source: .loaded), traits: .textOnly)
    let encoded = try OllamaChat().encode(
      request, for: target, plan: plan, conversation: client.conversation(of:following:))
    return try JSONDocument(parsing: encoded.body).root
  }

  @Test("the answer's room is what the plan's own count leaves of the window")
  func room() throws {
    var plan = ContextPlan.untouched
    plan.tokens = 5000
    #expect(try encoded(by: plan)["options"]?["num_predict"]?.int == 3192)
    plan.tokens = 8192
    #expect(try encoded(by: plan)["options"]?["num_predict"]?.int == 256)
  }

  @Test("parts are replaced, and arguments stay objects")
  func edits() throws {
    let plan = ContextPlan(messages: [
      .keep, .edit(EditedMessage(parts: [.replace(#"{"path":"b"}"#)])),
      .edit(EditedMessage(parts: [.replace("[left out]")])),
    ])
    let messages = try #require(encoded(by: plan)["messages"]).elements.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    #expect(
      messages == [
        #"{"role":"user","content":"task"}"#,
        #"{"role":"assistant","content":"","tool_calls":[{"id":"t1","function":{"index":0,"name":"read","arguments":{"path":"b"}}}]}"#,
        #"{"role":"tool","tool_name":"read","tool_call_id":"t1","content":"[left out]"}"#,
      ])
  }
}
