import Conversations
import Testing
import Wire

@testable import Dialects

/// A request of Ollama's own client, edited as a plan says, on its way to Ollama.
@Suite("what a plan leaves of the body of Ollama's own client")
struct OllamaOwnBodyTests {
  private let client = OllamaChat()
  private let body = #"""
    {"model":"m","new":{"x": 1},"options":{"num_predict":32000, "seed":7},"messages":[
    {"role":"system","content":"be good"},
    {"role":"user","content":"task","images":["AAAA"]},
    {"role":"assistant","content":"","tool_calls":[{"id":"t1","function":{"name":"a.b","arguments":{"path":"a"}}}]},
    {"role":"tool","tool_name":"a.b","tool_call_id":"t1","content":"long"}],
    "tools":[{"type":"function","function":{"name":"a.b","parameters":{"type":"object"}},"more":1}],"think":true}
    """#

  private func encoded(_ body: String, by plan: ContextPlan) throws -> EncodedRequest {
    let request = try client.read(JSONText.document(body), fields: HTTPFields())
    let target = Target(
      backend: "ollama", model: "qwen3:8b", dialect: .ollamaChat, isLocal: true,
      window: ContextWindow(tokens: 8192, source: .loaded),
      traits: ModelTraits(acceptsImages: true, acceptsSystemAnywhere: false))
    return try client.encode(
      request, for: target, plan: plan, conversation: client.conversation(of:following:))
  }

  @Test("messages and tools are the plan's, every other member is the client's")
  func edits() throws {
    let plan = ContextPlan(
      system: .replace("short"),
      tools: .replace([
        OfferedTool(
          name: "a.b",
          definition: .init(description: "reads", schema: Array(#"{"type":"object","properties":{}}"#.utf8)))
      ]),
      messages: [.keep, .keep, .edit(EditedMessage(parts: [.replace("[left out]")]))],
      insertions: [ContextInsertion(place: 0, text: "so far: much")], tokens: 5000)
    let encoded = try encoded(body, by: plan)
    #expect(
      String(decoding: encoded.body, as: UTF8.self)
        == #"{"model":"qwen3:8b","new":{"x": 1},"options":{"num_predict":3192, "seed":7,"num_ctx":8192},"messages":"#
        + #"[{"role":"system","content":"short"},{"role":"user","content":"task\n\nso far: much","images":["AAAA"]},"#
        + #"{"role":"assistant","content":"","tool_calls":[{"id":"t1","function":{"index":0,"name":"a.b","arguments":{"path":"a"}}}]},"#
        + #"{"role":"tool","tool_name":"a.b","tool_call_id":"t1","content":"[left out]"}],"# + "\n"
        + #""tools":[{"type":"function","function":{"name":"a.b","description":"reads","parameters":{"type":"object","properties":{}}}}],"#
        + #""think":true,"truncate":false,"shift":false}"#)
    #expect(encoded.promptTokens == 5000 && encoded.path == nil && encoded.isStreamed)
  }

  @Test("tools that stay are the client's to the byte")
  func keptTools() throws {
    let plan = ContextPlan(
      messages: [.drop, .drop, .drop], insertions: [ContextInsertion(place: -1, text: "x")])
    let root = try JSONDocument(parsing: encoded(body, by: plan).body).root
    #expect(root["tools"]?.elements.map { $0["more"]?.int } == [1])
    #expect(root["messages"]?.elements.map { $0["content"]?.string } == ["be good", "x"])
  }

  @Test("a prompt that is edited stays a prompt, and goes to its own route")
  func prompt() throws {
    let body = #"{"model":"m","prompt":"long","system":"s","images":["AAAA"],"stream":false}"#
    let untouched = try encoded(body, by: .untouched)
    #expect(untouched.path == "/api/generate" && !untouched.isStreamed)
    let plan = ContextPlan(
      messages: [.edit(EditedMessage(parts: [.replace("short"), .keep]))],
      insertions: [ContextInsertion(place: 0, text: "note")])
    let edited = try encoded(body, by: plan)
    #expect(edited.path == "/api/generate")
    #expect(
      String(decoding: edited.body, as: UTF8.self)
        == #"{"model":"qwen3:8b","prompt":"short\n\nnote","system":"s","images":["AAAA"],"stream":false,"#
        + #""truncate":false,"shift":false,"options":{"num_ctx":8192}}"#)
  }

  @Test("pictures count as pictures in what a prompt may come to")
  func pictures() throws {
    let picture = String(repeating: "A", count: 400_000)
    for body in [
      #"{"model":"m","prompt":"Hi","images":["\#(picture)"]}"#,
      #"{"model":"m","messages":[{"role":"user","content":"Hi","images":["\#(picture)"]}]}"#,
    ] {
      #expect(try encoded(body, by: .untouched).promptTokens < TokenEstimate.picture + 200)
    }
  }

  @Test("how long a model is kept is the client's to say, and the operator's where it does not")
  func keepAlive() throws {
    for (body, expected) in [
      (#"{"model":"m","prompt":"Hi","keep_alive":"1m"}"#, #""1m""#), (#"{"model":"m","prompt":"Hi"}"#, "-1"),
    ] {
      let dialect = OllamaChat(keepAlive: OllamaKeepAlive("-1"))
      let request = try dialect.read(JSONText.document(body), fields: HTTPFields())
      let target = Target(
        backend: "ollama", model: "m", dialect: .ollamaChat, isLocal: true, window: nil, traits: .textOnly)
      let encoded = try dialect.encode(
        request, for: target, plan: .untouched, conversation: dialect.conversation(of:following:))
      let value = try #require(JSONDocument(parsing: encoded.body).root["keep_alive"])
      #expect(String(decoding: value.bytes, as: UTF8.self) == expected)
    }
  }
}
