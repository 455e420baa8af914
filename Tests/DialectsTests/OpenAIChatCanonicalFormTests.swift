import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("identity of a chat completions message")
struct OpenAIChatCanonicalFormTests {
  private func fingerprint(_ message: String) throws -> Fingerprint {
    let body = try JSONText.document(#"{"model":"m","messages":[\#(message)]}"#)
    return try #require(OpenAIChat().read(body, fields: HTTPFields()).messages.first).fingerprint
  }

  private static func user(_ content: String) -> String { #"{"role":"user","content":\#(content)}"# }
  private static func said(_ members: String) -> String { #"{"role":"assistant",\#(members)}"# }
  private static func called(_ arguments: String) -> String {
    said(
      #""content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":\#(arguments)}}]"#
    )
  }

  static let same: [(String, String, String)] = [
    ("a text is one part", user(#""Hi""#), user(#"[{"type":"text","text":"Hi"}]"#)),
    (
      "marks for a vendor's cache",
      user(
        #"[{"type":"text","text":"Hi","prompt_cache_breakpoint":{}},{"type":"new","cache_control":1,"b":1}]"#),
      user(#"[{"type":"text","text":"Hi"},{"type":"new","b":1}]"#)
    ),
    ("escapes", user(#""caf\u00e9 \/""#), user(#""café /""#)),
    ("white space and key order", #"{ "content" : "Hi" , "role" : "user" }"#, user(#""Hi""#)),
    (
      "a text cut into parts", user(#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#),
      user(#""ab""#)
    ),
    ("no content", user("null"), user("[]")),
    ("content absent", #"{"role":"user"}"#, user(#""""#)),
    (
      "another name of the operator", #"{"role":"developer","content":"x"}"#,
      #"{"role":"system","content":"x"}"#
    ),
    (
      "no content beside calls", called("\"{}\""),
      said(
        #""content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]"#)
    ),
    (
      "content absent beside calls", called("\"{}\""),
      said(#""tool_calls":[{"function":{"arguments":"{}","name":"f"},"index":0,"id":"c"}]"#)
    ),
    (
      "key order and white space of arguments", called(#""{\"a\":1,\"b\":{\"c\":[1, 2]}}""#),
      called(#""{ \"b\":{\"c\":[1,2]}, \"a\":1 }""#)
    ),
    ("arguments that are no text", called(#""{\"a\":1}""#), called(#"{"a":1}"#)),
    ("no arguments", called(#""""#), called(#""{}""#)),
    (
      "a call of a tool that takes a text",
      said(#""tool_calls":[{"id":"c","type":"custom","custom":{"name":"f","input":"x"}}]"#),
      called(#""{\"input\":\"x\"}""#)
    ),
    (
      "reasoning in any field", said(#""content":"a","reasoning_content":"h","reasoning":"i""#),
      said(#""content":"a","reasoning_details":[{"type":"reasoning.text","text":"h","signature":"s"}]"#)
    ),
    ("reasoning in tags", said(#""content":"<think>h</think>\n\na""#), said(#""content":"a""#)),
    (
      "reasoning as a part",
      said(#""content":[{"type":"thinking","thinking":"h"},{"type":"text","text":"a"}]"#),
      said(#""content":"a""#)
    ),
    ("line breaks before the answer", said(#""content":"\n\na""#), said(#""content":"a""#)),
    ("white space in place of an answer", said(#""content":" \n""#), said(#""content":null"#)),
    (
      "members that say nothing",
      said(
        #""content":"a","refusal":null,"tool_calls":[],"function_call":null,"audio":null,"annotations":[]"#),
      said(#""content":"a""#)
    ),
    ("where a refusal stands", said(#""content":null,"refusal":"no""#), said(#""content":"no""#)),
  ]

  @Test("is not changed by", arguments: same)
  func unchanged(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) == fingerprint(other))
  }

  static let different: [(String, String, String)] = [
    ("a word", user(#""Hi""#), user(#""Ho""#)),
    ("the role", user(#""Hi""#), said(#""content":"Hi""#)),
    ("who speaks", user(#""Hi""#), #"{"role":"user","name":"ann","content":"Hi"}"#),
    (
      "which name", #"{"role":"user","name":"bob","content":"Hi"}"#,
      #"{"role":"user","name":"ann","content":"Hi"}"#
    ),
    ("where a name ends", #"{"role":"user","name":"ann","content":"Hi"}"#, user(#""annHi""#)),
    ("white space in a text", user(#""a b""#), user(#""a  b""#)),
    ("tags in what the user says", user(#""<think>h</think>a""#), user(#""a""#)),
    ("tags further on", said(#""content":"a<think>h</think>""#), said(#""content":"a""#)),
    ("a number's digits", called(#""{\"a\":1}""#), called(#""{\"a\":1.0}""#)),
    ("the type of an argument", called(#""{\"a\":\"1\"}""#), called(#""{\"a\":1}""#)),
    (
      "an argument called as a mark is", called(#""{\"cache_control\":1}""#), called(#""{}""#)
    ),
    (
      "a call's id", called(#""{}""#),
      said(#""tool_calls":[{"id":"d","function":{"name":"f","arguments":"{}"}}]"#)
    ),
    (
      "whose result it is", #"{"role":"tool","tool_call_id":"a","content":"x"}"#,
      #"{"role":"tool","tool_call_id":"b","content":"x"}"#
    ),
    (
      "what a result says", #"{"role":"tool","tool_call_id":"a","content":"x"}"#,
      #"{"role":"tool","tool_call_id":"a"}"#
    ),
    (
      "a picture", user(#"[{"type":"image_url","image_url":{"url":"a"}}]"#),
      user(#"[{"type":"image_url","image_url":{"url":"b"}}]"#)
    ),
    (
      "how closely a picture is looked at",
      user(#"[{"type":"image_url","image_url":{"url":"a","detail":"low"}}]"#),
      user(#"[{"type":"image_url","image_url":{"url":"a"}}]"#)
    ),
    (
      "a function called without an id", said(#""function_call":{"name":"f","arguments":"{}"}"#),
      called(#""{}""#)
    ),
  ]

  @Test("is changed by", arguments: different)
  func changed(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) != fingerprint(other))
  }

  @Test("is the same whether it is read or remembered")
  func remembered() throws {
    let dialect = OpenAIChat()
    for (_, one, _) in Self.same + Self.different {
      let body = try JSONText.document(#"{"model":"m","messages":[\#(one)]}"#)
      let first = try dialect.read(body, fields: HTTPFields()).messages.map(\.fingerprint)
      let again = try dialect.read(body, fields: HTTPFields()).messages.map(\.fingerprint)
      #expect(first == again)
    }
  }

  @Test("stays what is stored: the canonical bytes of earlier versions")
  func stored() throws {
    let message = Self.said(
      #""name":"n","content":"a","tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\"b\":[true,null],\"a\":1.5}"}}]"#
    )
    #expect(try fingerprint(message).description == "91fca97f5d6520a46ab0621560af0fa3")
  }
}
