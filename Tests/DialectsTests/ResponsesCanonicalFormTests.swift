import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("identity of an item")
struct ResponsesCanonicalFormTests {
  private func fingerprint(_ item: String) throws -> Fingerprint {
    let body = try JSONText.document(#"{"model":"m","input":[{"role":"user","content":"x"},\#(item)]}"#)
    return try #require(OpenAIResponses().read(body, fields: HTTPFields()).messages.last).fingerprint
  }

  private static func call(_ members: String) -> String {
    #"{"type":"function_call","call_id":"c","name":"f",\#(members)}"#
  }
  private static func reasoning(_ members: String) -> String { #"{"type":"reasoning",\#(members)}"# }

  static let same: [(String, String, String)] = [
    (
      "the type, the id, the status and the phase of a message",
      #"{"type":"message","id":"msg_1","status":"completed","phase":"final_answer","role":"assistant","content":"a"}"#,
      #"{"role":"assistant","content":"a"}"#
    ),
    (
      "a text is one text part", #"{"role":"assistant","content":"a"}"#,
      #"{"role":"assistant","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]}]}"#
    ),
    (
      "adjacent texts are one",
      #"{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]}"#,
      #"{"role":"user","content":"ab"}"#
    ),
    ("no content", #"{"role":"user","content":null}"#, #"{"role":"user","content":[]}"#),
    (
      "cache marks",
      #"{"role":"user","content":[{"type":"input_image","image_url":"u","prompt_cache_breakpoint":{}}]}"#,
      #"{"role":"user","content":[{"image_url":"u","type":"input_image"}]}"#
    ),
    (
      "key order and white space of arguments", call(#""arguments":"{\"a\": 1,\"b\":[2]}""#),
      call(#""id":"fc_1","arguments":"{\"b\":[2],\"a\":1}","status":"completed""#)
    ),
    ("no arguments", call(#""arguments":"""#), call(#""arguments":"{}""#)),
    (
      "a namespace before the name", call(#""namespace":"n","arguments":"{}""#),
      #"{"type":"function_call","call_id":"c","name":"n__f","arguments":"{}"}"#
    ),
    (
      "a custom tool is a function of a text",
      #"{"type":"custom_tool_call","call_id":"c","name":"f","input":"x"}"#,
      call(#""arguments":"{\"input\":\"x\"}""#)
    ),
    (
      "a search for tools is a function",
      #"{"type":"tool_search_call","call_id":"c","execution":"client","arguments":{"query":"q"}}"#,
      #"{"type":"function_call","call_id":"c","name":"tool_search","arguments":"{\"query\":\"q\"}"}"#
    ),
    (
      "an output as a text or as a part",
      #"{"type":"function_call_output","call_id":"c","output":"x","status":"completed"}"#,
      #"{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"x"}]}"#
    ),
    (
      "the form of reasoning that is signed",
      reasoning(#""id":"rs_1","summary":[{"type":"summary_text","text":"a"}],"encrypted_content":"gAAA""#),
      reasoning(#""summary":[],"content":null,"encrypted_content":"gAAA""#)
    ),
    (
      "where reasoning is that nobody has signed",
      reasoning(#""summary":[{"type":"summary_text","text":"a"}],"encrypted_content":null"#),
      reasoning(#""content":[{"type":"reasoning_text","text":"a"}],"encrypted_content":"ctxgw:unsigned""#)
    ),
    (
      "the id of an item of any other type",
      #"{"type":"web_search_call","id":"a","status":"completed","action":{}}"#,
      #"{"type":"web_search_call","action":{}}"#
    ),
  ]

  @Test("is not changed by", arguments: same)
  func unchanged(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) == fingerprint(other))
  }

  static let different: [(String, String, String)] = [
    ("a word", #"{"role":"user","content":"a"}"#, #"{"role":"user","content":"b"}"#),
    ("the role", #"{"role":"user","content":"a"}"#, #"{"role":"assistant","content":"a"}"#),
    ("an argument", call(#""arguments":"{\"a\":1}""#), call(#""arguments":"{\"a\":2}""#)),
    (
      "a call's id", call(#""arguments":"{}""#),
      #"{"type":"function_call","call_id":"d","name":"f","arguments":"{}"}"#
    ),
    (
      "where a call's id ends", #"{"type":"function_call","call_id":"ab","name":"c","arguments":"{}"}"#,
      #"{"type":"function_call","call_id":"a","name":"bc","arguments":"{}"}"#
    ),
    (
      "what is signed", reasoning(#""summary":[],"encrypted_content":"gAAA""#),
      reasoning(#""summary":[],"encrypted_content":"gAAB""#)
    ),
    (
      "what is thought", reasoning(#""content":[{"type":"reasoning_text","text":"a"}]"#),
      reasoning(#""content":[{"type":"reasoning_text","text":"b"}]"#)
    ),
    (
      "what is encrypted of a history", #"{"type":"compaction","encrypted_content":"a"}"#,
      #"{"type":"compaction","encrypted_content":"b"}"#
    ),
    (
      "failure of a patch", #"{"type":"apply_patch_call_output","call_id":"c","status":"failed"}"#,
      #"{"type":"apply_patch_call_output","call_id":"c","status":"completed"}"#
    ),
    (
      "a picture", #"{"role":"user","content":[{"type":"input_image","image_url":"u"}]}"#,
      #"{"role":"user","content":[{"type":"input_image","image_url":"v"}]}"#
    ),
    ("a field of an unknown item", #"{"type":"new","a":1}"#, #"{"type":"new","a":2}"#),
  ]

  @Test("is changed by", arguments: different)
  func changed(_ what: String, _ one: String, _ other: String) throws {
    #expect(try fingerprint(one) != fingerprint(other))
  }
}
