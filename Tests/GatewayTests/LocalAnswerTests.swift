import Conversations
import Dialects
import Routing
import Server
import Testing
import Wire

@testable import Gateway

/// What is answered here to a body of Anthropic's dialect; nil where a model is asked.
private func answer(_ members: String, as kind: RequestKind? = nil) throws -> String? {
  let dialect = AnthropicMessages()
  let chat = try dialect.read(
    JSONDocument(parsing: Array(#"{"model":"m",\#(members)}"#.utf8)), fields: HTTPFields())
  let client = ClientRequest(
    chat: chat, http: HTTPRequest(method: "POST", target: "/v1/messages"),
    admission: Admission(fields: HTTPFields()), dialect: dialect)
  var classification = RequestClassifier.classify(client.facts)
  classification.kind = kind ?? classification.kind
  return LocalAnswer(to: client, as: classification)?.text
}

private func titleRequest(_ text: String) -> String {
  let schema = #"{"type":"object","properties":{"title":{"type":"string"}}}"#
  return #"""
    "max_tokens":512,"output_config":{"format":{"type":"json_schema","schema":\#(schema)}},
    "messages":[{"role":"user","content":"\#(text)"}]
    """#
}

@Suite("Answers without a model")
struct LocalAnswerTests {
  @Test("a probe is answered with one token, one that wants none with none")
  func probes() throws {
    let messages = #""messages":[{"role":"user","content":"quota"}]"#
    #expect(try answer(#""max_tokens":1,\#(messages)"#) == "OK")
    #expect(try answer(#""max_tokens":0,\#(messages)"#)?.isEmpty == true)
  }

  @Test("what is to warm up a model's cache is asked of the model, whatever its kind")
  func warmUp() throws {
    let body = #""max_tokens":512,"messages":[{"role":"user","content":"go"}]"#
    #expect(try answer(body, as: .probe) == nil)
  }

  @Test(
    "a title is made of the first words of a person, in the form that is asked for",
    arguments: [
      ("Fix the bug", #"{"title":"Fix the bug"}"#),
      (
        "<system-reminder>x</system-reminder> Say \\\"hi\\\" <session> twice",
        #"{"title":"Say \"hi\" twice"}"#
      ),
      ("one two three four five six seven eight", #"{"title":"one two three four five six seven"}"#),
      ("a\\n\\n  ```swift\\nb", #"{"title":"a b"}"#),
    ])
  func titles(text: String, title: String) throws {
    #expect(try answer(titleRequest(text)) == title)
  }

  @Test("a title is short, however long the words are")
  func longWords() throws {
    let word = String(repeating: "w", count: 40)
    #expect(try answer(titleRequest("\(word) \(word)")) == #"{"title":"\#(word)"}"#)
    #expect(try answer(titleRequest(String(repeating: "w", count: 4_000))) == nil)
  }

  @Test("where nobody has said a word there is no title to be made")
  func noWords() throws {
    #expect(try answer(titleRequest("<system-reminder>x</system-reminder>")) == nil)
  }

  @Test(
    "everything else is asked of a model",
    arguments: [RequestKind.main, .subAgent, .compaction, .autoModeCheck, .background, .count])
  func others(kind: RequestKind) throws {
    #expect(try answer(titleRequest("Fix it"), as: kind) == nil)
  }
}
