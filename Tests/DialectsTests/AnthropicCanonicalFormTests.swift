import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("identity of a message")
struct AnthropicCanonicalFormTests {
  private func fingerprint(_ message: String) throws -> Fingerprint {
    let body = try JSONText.document(#"{"model":"m","messages":[\#(message)]}"#)
    return try #require(AnthropicMessages().read(body, fields: HTTPFields()).messages.first).fingerprint
  }

  private static func user(_ content: String) -> String { #"{"role":"user","content":\#(content)}"# }
  private static func assistant(_ content: String) -> String {
    #"{"role":"assistant","content":\#(content)}"#
  }

  static let same: [(String, String, String)] = [
    ("a text is one text block", user(#""Hi""#), user(#"[{"type":"text","text":"Hi"}]"#)),
    (
      "cache marks", user(#"[{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}]"#),
      user(#"[{"type":"text","text":"Hi"}]"#)
    ),
    (
      "cache marks inside results and on unknown blocks",
      user(
        #"[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x","cache_control":1}]},{"type":"new","a":{"cache_control":2,"b":1}}]"#
      ),
      user(
        #"[{"type":"tool_result","tool_use_id":"t","content":"x","cache_control":{}},{"type":"new","a":{"b":1}}]"#
      )
    ),
    ("escapes", user(#""café \/ \u00e9 \ud83d\ude00 \t""#), user(#""caf\u00e9 / é 😀 \u0009""#)),
    ("white space and key order", #"{ "content" : "Hi" , "role" : "user" }"#, user(#""Hi""#)),
    (
      "key order and white space of inputs, at any depth",
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":1,"b":{"c":[1, 2],"d":null}}}]"#),
      assistant(#"[{"input":{"b":{"d":null,"c":[1,2]},"a":1},"name":"f","id":"t","type":"tool_use"}]"#)
    ),
    (
      "of duplicate keys the last counts",
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":1,"b":2,"\u0061":3}}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":3,"b":2}}]"#)
    ),
    (
      "adjacent texts are one", user(#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#),
      user(#""ab""#)
    ),
    ("empty texts", user(#"[{"type":"text","text":""},{"type":"text","text":"a"}]"#), user(#""a""#)),
    ("no content", user("null"), user("[]")),
    ("content absent", #"{"role":"user"}"#, user(#""""#)),
    (
      "reminders of user messages",
      user(
        #"[{"type":"text","text":"<system-reminder>\nx\n</system-reminder>\n"},{"type":"text","text":"a"}]"#),
      user(#""a""#)
    ),
    (
      "several reminders in one text",
      user(
        #"[{"type":"text","text":" <system-reminder>x</system-reminder>\n<system-reminder>y</system-reminder>"},{"type":"tool_result","tool_use_id":"t","content":"r"}]"#
      ),
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"r"}]"#)
    ),
    (
      "thinking of the assistant",
      assistant(
        #"[{"type":"thinking","thinking":"h","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"}]"#
      ), assistant(#""a""#)
    ),
    (
      "thinking between texts",
      assistant(
        #"[{"type":"text","text":"a"},{"type":"thinking","thinking":"h","signature":""},{"type":"text","text":"b"}]"#
      ),
      assistant(#""ab""#)
    ),
    (
      "text behind a call, which Claude Code moves before it",
      assistant(
        #"[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"f","input":{}},{"type":"text","text":"b"}]"#
      ),
      assistant(#"[{"type":"text","text":"ab"},{"type":"tool_use","id":"t","name":"f","input":{}}]"#)
    ),
    (
      "citations and callers, which clients may leave out",
      assistant(
        #"[{"type":"text","text":"a","citations":[1]},{"type":"tool_use","id":"t","name":"f","input":{},"caller":{"type":"direct"}}]"#
      ),
      assistant(#"[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"f","input":{}}]"#)
    ),
    (
      "a result without content, with empty content, and not failed",
      user(#"[{"type":"tool_result","tool_use_id":"t"}]"#),
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"","is_error":false}]"#)
    ),
    (
      "effort and life time of a system message",
      #"{"role":"system","content":"x","output_config":{"effort":"low"},"clear_at":"never"}"#,
      #"{"role":"system","content":"x"}"#
    ),
  ]

  @Test("is not changed by", arguments: same)
  func unchanged(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) == fingerprint(other))
  }

  static let different: [(String, String, String)] = [
    ("a word", user(#""Hi""#), user(#""Ho""#)),
    ("the role", user(#""Hi""#), assistant(#""Hi""#)),
    ("white space in a text", user(#""a b""#), user(#""a  b""#)),
    (
      "a number's digits", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":1.0}}]"#)
    ),
    (
      "the type of an argument", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":"1"}}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}]"#)
    ),
    (
      "an argument called cache_control",
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{"cache_control":1}}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{}}]"#)
    ),
    (
      "the order of arrays", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":[1,2]}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":[2,1]}]"#)
    ),
    (
      "nesting", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":[[1],2]}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":[[1,2]]}]"#)
    ),
    (
      "where an argument ends", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":["ab","c"]}]"#),
      assistant(#"[{"type":"tool_use","id":"t","name":"f","input":["a","bc"]}]"#)
    ),
    (
      "a call's id", assistant(#"[{"type":"tool_use","id":"t","name":"f","input":{}}]"#),
      assistant(#"[{"type":"tool_use","id":"u","name":"f","input":{}}]"#)
    ),
    (
      "failure of a result",
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"x","is_error":true}]"#),
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"x"}]"#)
    ),
    (
      "where a result ends",
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"x"},{"type":"text","text":"y"}]"#),
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"xy"}]"#)
    ),
    (
      "a reminder inside a result",
      user(#"[{"type":"tool_result","tool_use_id":"t","content":"<system-reminder>x</system-reminder>"}]"#),
      user(#"[{"type":"tool_result","tool_use_id":"t","content":""}]"#)
    ),
    (
      "words between reminders",
      user(#""<system-reminder>x</system-reminder> do it <system-reminder>y</system-reminder>""#),
      user(#""<system-reminder>x</system-reminder> undo it <system-reminder>y</system-reminder>""#)
    ),
    (
      "what a message of nothing but a reminder says", user(#""<system-reminder>x</system-reminder>""#),
      user(#""<system-reminder>y</system-reminder>""#)
    ),
    (
      "a reminder by the operator", #"{"role":"system","content":"<system-reminder>x</system-reminder>"}"#,
      #"{"role":"system","content":""}"#
    ),
    (
      "a picture", user(#"[{"type":"image","source":{"type":"base64","data":"AAAA"}}]"#),
      user(#"[{"type":"image","source":{"type":"base64","data":"AAAB"}}]"#)
    ),
    ("a field of an unknown block", user(#"[{"type":"new","a":1}]"#), user(#"[{"type":"new","a":2}]"#)),
    (
      "a text that looks like our encoding", user(#""a\u0001b""#),
      user(#"[{"type":"text","text":"a"},{"type":"image","source":{}},{"type":"text","text":"b"}]"#)
    ),
    (
      "thinking in a user message", user(#"[{"type":"thinking","thinking":"h"}]"#), user("[]")
    ),
  ]

  @Test("is changed by", arguments: different)
  func changed(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) != fingerprint(other))
  }

  @Test("is the same whether it is read or remembered")
  func remembered() throws {
    let dialect = AnthropicMessages()
    for (_, one, _) in Self.same + Self.different {
      let body = try JSONText.document(#"{"model":"m","messages":[\#(one)]}"#)
      let first = try dialect.read(body, fields: HTTPFields()).messages.map(\.fingerprint)
      let again = try dialect.read(body, fields: HTTPFields()).messages.map(\.fingerprint)
      #expect(first == again)
    }
  }

  @Test("stays what is stored: the canonical bytes of earlier versions")
  func stored() throws {
    let message = Self.assistant(
      #"[{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"f","input":{"b":[true,null],"a":1.5}}]"#
    )
    #expect(try fingerprint(message).description == "66e7cf38fdc6ed69fdfe4b4692c3d065")
  }
}
