import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("reading a chat completions request")
struct OpenAIChatReadingTests {
  private let dialect = OpenAIChat()

  private func read(_ body: String, _ fields: [(String, String)] = []) throws -> ChatRequest {
    var header = HTTPFields()
    for (name, value) in fields { header.append(name, value) }
    return try dialect.read(try JSONText.document(body), fields: header)
  }

  static let refused: [(String, String)] = [
    ("[]", "the body must be a JSON object"),
    (#"{"messages":[]}"#, "model: the name of a model is required"),
    (#"{"model":"","messages":[]}"#, "model: the name of a model is required"),
    (#"{"model":"m"}"#, "messages: a list of messages is required"),
    (#"{"model":"m","messages":"Hi"}"#, "messages: a list of messages is required"),
    (#"{"model":"m","messages":[]}"#, "messages: at least one message is required"),
    (
      #"{"model":"m","messages":[{"role":"system"},{"role":"model"}]}"#,
      #"messages.1.role: must be "system", "developer", "user", "assistant" or "tool""#
    ),
    (
      #"{"model":"m","messages":[7]}"#,
      #"messages.0.role: must be "system", "developer", "user", "assistant" or "tool""#
    ),
    (
      #"{"model":"m","messages":[{"role":"system"},{"role":"user","content":{}}]}"#,
      "messages.1.content: must be a text or a list of parts"
    ),
    (
      #"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":""},{"text":"x"}]}]}"#,
      "messages.0.content.1: must be a part with a type"
    ),
    (#"{"model":"m","stream":"yes","messages":[{"role":"user"}]}"#, "stream: must be true or false"),
    (
      #"{"model":"m","max_tokens":"all","messages":[{"role":"user"}]}"#,
      "max_tokens: must be a whole number of tokens"
    ),
    (
      #"{"model":"m","max_completion_tokens":1.5,"messages":[{"role":"user"}]}"#,
      "max_completion_tokens: must be a whole number of tokens"
    ),
    (#"{"model":"m","tools":{},"messages":[{"role":"user"}]}"#, "tools: must be a list"),
    (#"{"model":"m","functions":{},"messages":[{"role":"user"}]}"#, "functions: must be a list"),
  ]

  @Test("names the field that has no meaning, and asks for no repetition", arguments: refused)
  func refuses(_ body: String, _ sentence: String) throws {
    let error = try #require(throws: ClientError.self) { try read(body) }
    #expect(error == ClientError(.invalidRequest, sentence, shouldRetry: false))
  }

  @Test("takes what clients leave out or say with null")
  func takes() throws {
    let request = try read(
      #"{"model":"m","stream":null,"max_tokens":null,"tools":null,"messages":[{"role":"user","content":null}]}"#
    )
    #expect(request.model == "m" && !request.wantsStream && request.maxOutputTokens == nil)
    #expect(request.system == nil && request.tools == nil)
  }

  @Test(
    "prefers the newer limit, and knows the number that asks for none",
    arguments: [
      (#""max_tokens":5"#, 5), (#""max_completion_tokens":6"#, 6),
      (#""max_tokens":5,"max_completion_tokens":6"#, 6), (#""max_tokens":-1"#, nil),
      (#""max_tokens":0"#, 0),
    ])
  func limits(_ member: String, _ limit: Int?) throws {
    let request = try read(#"{"model":"m",\#(member),"messages":[{"role":"user"}]}"#)
    #expect(request.maxOutputTokens == limit)
  }

  @Test("makes the leading system messages the system prompt, and leaves later ones in place")
  func system() throws {
    let request = try read(
      #"""
      {"model":"m","messages":[ {"role" : "system","content":"a"} ,{"role":"developer","content":[{"type":"text","text":"b"}]},
       {"role":"user","content":"c"},{"role":"system","content":"d"},{"role":"tool","tool_call_id":"t"},{"role":"function","name":"f"}]}
      """#)
    #expect(
      request.system.map { String(decoding: $0.bytes, as: UTF8.self) }
        == #"[{"role" : "system","content":"a"},{"role":"developer","content":[{"type":"text","text":"b"}]}]"#
    )
    #expect(request.messages.map(\.role) == [.user, .system, .tool, .tool])
    let texts = try dialect.system(of: request).map { if case .text(let text) = $0 { text } else { "" } }
    #expect(texts == ["a", "b"])
  }

  @Test("leaves a message to answer where all are the operator's")
  func onlySystem() throws {
    let request = try read(
      #"{"model":"m","messages":[{"role":"system","content":"a"},{"role":"system","content":"b"}]}"#)
    #expect(request.system?.count == 1)
    #expect(request.messages.map(\.role) == [.system])
  }

  @Test("reads functions as tools, unless there are tools")
  func functions() throws {
    let functions = #""functions":[{"name":"f"},{"name":"g"}]"#
    let legacy = try read(#"{"model":"m",\#(functions),"messages":[{"role":"user"}]}"#)
    #expect(try dialect.tools(of: legacy).map(\.name) == ["f", "g"])
    let both = try read(
      #"{"model":"m",\#(functions),"tools":[{"type":"function","function":{"name":"h"}}],"messages":[{"role":"user"}]}"#
    )
    #expect(try dialect.tools(of: both).map(\.name) == ["h"])
  }

  static let choices: [(String, String?)] = [
    (#""tool_choice":{"type":"function","function":{"name":"f"}}"#, "f"),
    (#""tool_choice":{"type":"custom","custom":{"name":"f"}}"#, "f"),
    (#""tool_choice":{"type":"function","name":"f"}"#, "f"), (#""tool_choice":"required""#, nil),
    (#""functions":[],"function_call":{"name":"f"}"#, "f"), (#""function_call":{"name":"f"}"#, nil),
    (#""tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}"#, nil),
    (#""tool_choice":7"#, nil),
  ]

  @Test("knows the tool that must be called", arguments: choices)
  func forced(_ member: String, _ name: String?) throws {
    let request = try read(#"{"model":"m",\#(member),"messages":[{"role":"user"}]}"#)
    #expect(dialect.forcedTool(of: request) == name)
  }

  @Test("takes the key of a vendor's cache for a session, and a person for none")
  func ids() throws {
    let body = #"{"model":"m","messages":[{"role":"user"}],"prompt_cache_key":"k1","user":"ann"}"#
    let fields = [("x-ctxgw-session", "mine"), ("user-agent", "OpenAI/Python 3.51.0")]
    #expect(
      try read(body, fields).client
        == ClientIdentity(explicitSession: "mine", sessionID: "k1", program: "OpenAI/Python"))
    let person = #"{"model":"m","messages":[{"role":"user"}],"user":"ann"}"#
    #expect(try read(person).client == ClientIdentity())
  }

  @Test("sees the marks of a request's kind")
  func shape() throws {
    let request = try read(
      #"""
      {"model":"m","max_completion_tokens":64,"stop":["</block>",""],"tools":[{"type":"function","function":{"name":"a"}}],
       "response_format":{"type":"json_schema","json_schema":{"name":"t","schema":{"properties":{"title":{},"x":{}}}}},
       "messages":[{"role":"system","content":"s"},{"role":"user","content":"first"},{"role":"assistant","content":"x"},
        {"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"image_url","image_url":{"url":"u"}}]},
        {"role":"tool","tool_call_id":"t","content":"z"}]}
      """#)
    #expect(
      dialect.shape(of: request)
        == RequestShape(
          messageCount: 4, toolCount: 1, maxOutputTokens: 64, stopSequences: ["</block>"],
          answerMembers: ["title", "x"], newestText: "b"))
    let plain = try read(#"{"model":"m","stop":"end","messages":[{"role":"user","content":"hi"}]}"#)
    #expect(
      dialect.shape(of: plain) == RequestShape(messageCount: 1, stopSequences: ["end"], newestText: "hi"))
  }

  @Test(
    "splits the URL of a picture at its first comma",
    arguments: [
      ("data:image/png;base64,AA,A", Media(mediaType: "image/png", source: .base64("AA,A"))),
      ("data:image/png;name=a;base64,AAA", Media(mediaType: "image/png", source: .base64("AAA"))),
      ("data:;base64,AAA", Media(mediaType: nil, source: .base64("AAA"))),
      ("Data:base64,AAA", Media(mediaType: nil, source: .base64("AAA"))),
      ("data:text/plain,AAA", Media(mediaType: nil, source: .url("data:text/plain,AAA"))),
      ("data:image/png;base64", Media(mediaType: nil, source: .url("data:image/png;base64"))),
      ("dat", Media(mediaType: nil, source: .url("dat"))), ("", Media(mediaType: nil, source: .url(""))),
      ("https://a/b,c", Media(mediaType: nil, source: .url("https://a/b,c"))),
    ])
  func pictures(_ url: String, _ media: Media) {
    #expect(OpenAIChatMedia.read(url) == media)
  }

  @Test(
    "gives a tool that takes a text back what stood for it",
    arguments: ["", "a", #"{"input":"x"}"#, "*** \"é\"\n\u{0}"])
  func freeform(_ text: String) {
    let arguments = FreeformTool.arguments(of: Array(text.utf8))
    #expect(FreeformTool.text(of: arguments) == Array(text.utf8))
  }
}
