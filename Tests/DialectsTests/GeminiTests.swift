import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("Gemini's words")
struct GeminiTests {
  @Test(arguments: [
    ("STOP", GeminiFinish.reason(.endTurn)), ("FINISH_REASON_UNSPECIFIED", .reason(.endTurn)),
    ("MAX_TOKENS", .reason(.maxTokens)), ("CONTINUATION", .reason(.maxTokens)),
    ("SAFETY", .reason(.refusal)), ("RECITATION", .reason(.refusal)), ("BLOCKLIST", .reason(.refusal)),
    ("PROHIBITED_CONTENT", .reason(.refusal)), ("SPII", .reason(.refusal)), ("LANGUAGE", .reason(.refusal)),
    ("OTHER", .reason(.refusal)), ("MODEL_ARMOR", .reason(.refusal)), ("ESCALATION", .reason(.refusal)),
    ("IMAGE_SAFETY", .reason(.refusal)), ("IMAGE_OTHER", .reason(.refusal)),
    ("MALFORMED_FUNCTION_CALL", .fault("MALFORMED_FUNCTION_CALL")),
    ("UNEXPECTED_TOOL_CALL", .fault("UNEXPECTED_TOOL_CALL")),
    ("TOO_MANY_TOOL_CALLS", .fault("TOO_MANY_TOOL_CALLS")),
    ("MISSING_THOUGHT_SIGNATURE", .fault("MISSING_THOUGHT_SIGNATURE")),
    ("MALFORMED_RESPONSE", .fault("MALFORMED_RESPONSE")), ("TIRED", .reason(.endTurn)),
  ])
  func `a reason for the end has a meaning`(word: String, meaning: GeminiFinish) {
    #expect(GeminiFinish(word: word) == meaning)
  }

  @Test(arguments: [
    ("gemini-2.5-pro", GeminiQuirks.ThinkingControl.budget(128...32_768, canBeOff: false)),
    ("models/gemini-2.5-flash-lite", .budget(512...24_576, canBeOff: true)),
    ("gemini-2.5-flash-preview-09", .budget(1...24_576, canBeOff: true)), ("gemini-2.0-flash", .ignored),
    ("gemini-3.5-flash", .level), ("gemini-9", .level),
  ])
  func `the longest prefix tells a model's family`(model: String, control: GeminiQuirks.ThinkingControl) {
    #expect(GeminiQuirks().family(of: GeminiModel(model)).thinking == control)
  }

  // MARK: Schemas

  private func reduced(_ schema: String) throws -> String {
    String(decoding: PlainSchema.reduced(try JSONText.document(schema).root), as: UTF8.self)
  }

  @Test(arguments: [
    (#"{}"#, #"{"type":"string"}"#), (#"true"#, #"{"type":"string"}"#),
    (#"{"type":"null"}"#, #"{"type":"string","nullable":true}"#),
    (#"{"enum":[1,2]}"#, #"{"type":"number"}"#), (#"{"const":true}"#, #"{"type":"boolean"}"#),
    (#"{"enum":["a",""]}"#, #"{"type":"string","enum":["a"]}"#),
    (#"{"items":{"type":"integer"}}"#, #"{"type":"array","items":{"type":"integer"}}"#),
    (#"{"type":"string","format":"uri"}"#, #"{"type":"string"}"#),
    (#"{"type":"string","format":"date-time"}"#, #"{"type":"string","format":"date-time"}"#),
    (#"{"type":"object","patternProperties":{},"required":["a"]}"#, #"{"type":"object"}"#),
    (
      #"{"oneOf":[{"type":"string"},{"type":"integer"}],"description":"d"}"#,
      #"{"anyOf":[{"type":"string"},{"type":"integer"}]}"#
    ),
    (
      #"{"anyOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{"type":"string"}}}"#,
      #"{"type":"object","properties":{"a":{"type":"string"}}}"#
    ),
    (
      ##"{"$ref":"#/$defs/a~1b","description":"mine","$defs":{"a/b":{"type":"integer","description":"its"}}}"##,
      #"{"type":"integer","description":"mine"}"#
    ),
  ])
  func `a schema becomes what every model takes`(schema: String, expected: String) throws {
    #expect(try reduced(schema) == expected)
  }

  @Test func `a schema that refers to itself comes to an end`() throws {
    let tree =
      ##"{"$ref":"#/$defs/t","$defs":{"t":{"type":"object","properties":{"a":{"$ref":"#/$defs/t"},"b":{"$ref":"#/$defs/t"}}},"l":{"$ref":"#/$defs/l"}}}"##
    let written = PlainSchema.reduced(try JSONText.document(tree).root)
    #expect(try JSONDocument(parsing: written).root["type"]?.string == "object")
    #expect(written.count < 2_000_000)
    #expect(
      try reduced(##"{"$ref":"#/$defs/l","$defs":{"l":{"$ref":"#/$defs/l"}}}"##) == #"{"type":"string"}"#)
  }

  // MARK: Arrays

  @Test func `an array gives its objects wherever it is cut`() throws {
    let text = Array(#" [{"a":"]}"} , {"b":[{"c":{}}]},{"d":"\"}"}] x"#.utf8)
    let objects = [#"{"a":"]}"}"#, #"{"b":[{"c":{}}]}"#, #"{"d":"\"}"}"#]
    for cut in text.indices {
      var array = JSONArrayObjects()
      var found: [String] = []
      for piece in [text[..<cut], text[cut...]] {
        try Array(piece).withUnsafeBytes { bytes in
          try array.feed(bytes) { found.append(String(decoding: $0, as: UTF8.self)) }
        }
      }
      #expect(found == objects, "cut at byte \(cut)")
    }
  }
}
