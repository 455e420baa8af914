import TestKit
import Testing
import Wire

@testable import Dialects

@Suite("calls that are written into the text")
struct WrittenCallsTests {
  private static let tools = CallableTools([
    "read": Array(
      #"{"type":"object","properties":{"path":{"type":"string"},"lines":{"type":"integer"}},"required":["path"]}"#
        .utf8),
    "list": Array(#"{"type":"object","properties":{}}"#.utf8),
    "edit": Array(
      #"{"properties":{"edits":{"type":["array","null"]},"text":{"type":["string","null"]}}}"#.utf8),
  ])

  /// What is found in a text that arrives in these pieces: texts as they stand, calls as `«name arguments»`.
  private func found(_ pieces: [ArraySlice<UInt8>], for tools: CallableTools = tools) -> String {
    var calls = WrittenCalls(of: tools)
    var found = pieces.flatMap { calls.feed(Array($0)) }
    found += calls.finish()
    var output: [UInt8] = []
    for piece in found {
      switch piece {
      case .text(let text): output += text
      case .call(let call):
        output += Array("«\(call.name) \(String(decoding: call.arguments, as: UTF8.self))»".utf8)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func found(_ text: String) -> String { found([Array(text.utf8)[...]]) }

  private func expectSameHoweverCut(_ text: String) {
    let bytes = Array(text.utf8)
    let whole = found([bytes[...]])
    #expect(found(bytes.indices.map { bytes[$0...$0] }) == whole, "fed one byte at a time")
    for cut in bytes.indices {
      #expect(found([bytes[..<cut], bytes[cut...]]) == whole, "cut at byte \(cut) of \(text)")
    }
  }

  private static let a = #"«read {"path":"a"}»"#
  private static let object = #"{"name":"read","arguments":{"path":"a"}}"#

  /// What a model writes and what is found in it, with words for a call and for what becomes of it.
  private static let forms: [(text: String, found: String)] = [
    // In tags of a model's own.
    ("<tool_call>\nOBJECT\n</tool_call>", "CALL"),
    ("I look.\n<tool_call>OBJECT</tool_call>", "I look.\nCALL"),
    ("<tool_call>[OBJECT,OBJECT]</tool_call>", "CALLCALL"),
    ("<tool_call>OBJECT", "CALL"),
    (
      #"<tool_call>{"name":"read","arguments":{"path":"</tool_call>"}}</tool_call>"#,
      #"«read {"path":"</tool_call>"}»"#
    ),
    ("<tool_call>OBJECT</tool_call>\n<tool_call>OBJECT</tool_call>", "CALL\nCALL"),
    // With every argument in tags of its own.
    ("<function=read>\n<parameter=path>\na\n</parameter>\n</function>", "CALL"),
    ("<tool_call>\n<function=read>\n<parameter=path>\na\n</parameter>\n</function>\n</tool_call>", "CALL"),
    ("<function=read><parameter=path>a</parameter></function>\n</tool_call>", "CALL"),
    (
      "<function=read><parameter=path>a\"\n\nb</parameter><parameter=lines>3</parameter></function>",
      #"«read {"path":"a\"\n\nb","lines":3}»"#
    ),
    (
      "<function=edit><parameter=edits>[1]</parameter><parameter=text>[1]</parameter></function>",
      #"«edit {"edits":[1],"text":"[1]"}»"#
    ),
    ("<function=read>{\"path\":\"a\"}</function>", "CALL"),
    ("<function=list></function>", "«list {}»"),
    ("<function=read><parameter=path>a", "CALL"),
    ("<invoke name=\"read\"><parameter name=\"path\">a</parameter></invoke> done", "CALL done"),
    (
      "<function_calls>\n<invoke name=\"read\">\n<parameter name=\"path\">a</parameter>\n</invoke>\n<invoke name=\"list\">\n</invoke>\n</function_calls>",
      "CALL«list {}»"
    ),
    // Fenced.
    ("```json\nOBJECT\n```", "CALL"),
    ("I will look:\n\n```\nOBJECT\n```\n", "I will look:\n\nCALL"),
    ("```json\nOBJECT\n```\n\n```json\nOBJECT\n```", "CALLCALL"),
    ("```json\n[OBJECT, {\"name\":\"list\",\"input\":{}}]\n```", "CALL«list {}»"),
    // Alone.
    ("OBJECT", "CALL"),
    (" \nOBJECT\n", " \nCALL"),
    (#"{"type":"function","name":"read","parameters":{"path":"a"}}"#, "CALL"),
    (#"{"id":"1","type":"function","function":{"name":"read","arguments":"{\"path\":\"a\"}"}}"#, "CALL"),
    (#"{"name":"read","input":{"path":"a"}}"#, "CALL"),
    (#"{"parameters":{"path":"a"},"name":"read"}"#, "CALL"),
    ("[OBJECT,OBJECT]", "CALLCALL"),
    ("OBJECT;\nOBJECT", "CALLCALL"),
    // Behind a token of the model's own.
    ("[TOOL_CALLS][OBJECT]", "CALL"),
    ("I look.[TOOL_CALLS] [OBJECT]</s>", "I look.CALL"),
    (#"[TOOL_CALLS]read[ARGS]{"path":"a"}"#, "CALL"),
    (#"[TOOL_CALLS]read[CALL_ID]x1[ARGS]{"path":"a"}[TOOL_CALLS]list{}"#, "CALL«list {}»"),
    (#"<|python_tag|>{"name":"read","parameters":{"path":"a"}}<|eom_id|>"#, "CALL"),
    (
      #"<|python_tag|>{"name":"list","parameters":{}}; {"name":"list","parameters":{}}"#,
      "«list {}»«list {}»"
    ),
  ]

  @Test("every form becomes a call", arguments: forms)
  func call(_ text: String, _ expected: String) {
    let text = text.replacing("OBJECT", with: Self.object)
    #expect(found(text) == expected.replacing("CALL", with: Self.a))
    expectSameHoweverCut(text)
  }

  /// What a model writes that is no call, with a word for a call.
  private static let lookAlikes: [String] = [
    "Then <tool_call> is a word.", "A < b, [1] and {x}.", "<tool_call>read a</tool_call>",
    "<tool_call>{\"name\":\"rm\",\"arguments\":{}}</tool_call>", "<tool_call>{\"name\":", "<tool",
    "<tool_call>",
    "<tool_call>{not json}</tool_call> and on", "<function=rm><parameter=x>1</parameter></function>",
    "<function=read", "<function_calls>\nnone\n</function_calls>", "<invoke name=\"rm\"></invoke>",
    "<function_calls><invoke name=\"read\"><parameter name=\"path\">a</parameter></invoke> or so</function_calls>",
    // Shown, not asked for.
    "```json\nOBJECT\n```\nThis would read the file.", "```json\nOBJECT\n```\n\n```json\n{}\n```",
    "```xml\n<tool_call>OBJECT</tool_call>\n```", "```swift\nlet a = 1\n```", "```json\nOBJECT",
    "```",
    "```json\n{\"name\":\"read\",\"arguments\":{}}\n```", "```json\nOBJECT // reads\n```",
    "Such as {\"name\":\"read\",\"arguments\":{\"path\":\"a\"}}.", "It is\nOBJECT",
    "OBJECT That is it.",
    // JSON for its own sake.
    #"{"name":"Ada","arguments":{"path":"a"}}"#, #"{"name":"read"}"#, #"{"name":"read","arguments":{}}"#,
    #"{"name":"read","arguments":{"path":"a"},"why":"to see"}"#, #"{"title":"read"}"#, "{}", "[]", "[1, 2]",
    "{",
    #"[{"name":"list","arguments":{}},{"name":"rm","arguments":{}}]"#,
    #"{"name":"list","arguments":"#,
    "[TOOL_CALLS] is a token.", "[TOOL_CALLS]rm[ARGS]{}", "[TOOL", "<|python_tag|>print(1)",
    "<|python_tag|>",
    #"[TOOL_CALLS]read[ARGS]{"path":"#, "[link](x) `code` ``` not a fence",
  ]

  @Test("what merely looks like a call stays as it is", arguments: lookAlikes)
  func text(_ text: String) {
    let text = text.replacing("OBJECT", with: Self.object)
    #expect(found(text) == text)
    expectSameHoweverCut(text)
  }

  @Test("text goes on at once where no call can come of it")
  func notHeldBack() {
    for text in [
      #"{"title":"a"#, #"{"name":"Ada""#, "<div>", "Then <tool_call> is", "```swift\nlet", "[TOOL_CALLS] is ",
      "```json\n{\"title\":\"", "<tool_call>read",
    ] {
      var calls = WrittenCalls(of: Self.tools)
      #expect(calls.feed(Array(text.utf8)) == [.text(Array(text.utf8))])
    }
  }

  @Test("what is held back has a bound")
  func bound() {
    var calls = WrittenCalls(of: Self.tools)
    let text =
      Array(#"<tool_call>{"name":"read","arguments":{"path":""#.utf8) + Array(repeating: 0x61, count: 1 << 20)
    #expect(calls.feed(text) == [.text(text)])
    #expect(calls.feed(Array("\n\(Self.object)".utf8)).count == 1)
    #expect(calls.finish() == [])
  }

  /// Of this a text is made that is full of beginnings and ends of calls.
  private static let fragments = [
    "<tool_call>", "</tool_call>", "<function=", "</function>", "<parameter=path>", "</parameter>", ">", "<",
    "<function_calls>", "</function_calls>", "<invoke name=\"", "\">", "</invoke>", "```", "```json\n", "`",
    "\n",
    "\n\n", " ", "{", "}", "[", "]", "\"", "\"name\":", "\"arguments\":{", "\"path\":\"a\"", ",", ";",
    "[TOOL_CALLS]",
    "[ARGS]", "<|python_tag|>", "text", "é", object, "\\",
  ]

  private func text(of fragments: [String], _ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 1...14, using: &random)).map { _ in fragments.randomElement(using: &random)! }
      .joined()
  }

  @Test("whatever the text is full of, without a tool's name in it comes out byte for byte")
  func random() {
    var random = SeededGenerator()
    let tools = CallableTools(["write": Array("{}".utf8)])
    for _ in 0..<3_000 {
      let bytes = Array(text(of: Self.fragments + ["read", "list", "rm"], &random).utf8)
      #expect(
        found(bytes.indices.map { bytes[$0...$0] }, for: tools) == String(decoding: bytes, as: UTF8.self))
      #expect(found([bytes[...]], for: tools) == String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("what is found does not depend on where the text was cut")
  func randomCuts() {
    var random = SeededGenerator()
    for _ in 0..<400 {
      expectSameHoweverCut(text(of: Self.fragments + ["read", "list", "{}", Self.object], &random))
    }
  }
}
