import ContextEngine
import Conversations
import TestKit
import Testing
import Wire

struct ToolCallRepairTests {
  private static let schema = """
    {"type":"object","properties":{
      "file_path":{"type":"string"},"content":{"type":"string"},"limit":{"type":"integer"},"ratio":{"type":"number"},
      "all":{"type":"boolean"},"mode":{"enum":["a","b"]},"tags":{"type":"array","items":{"type":"string"}},
      "edits":{"type":"array","items":{"$ref":"#/$defs/edit"}},"options":{"type":"object","properties":{"depth":{"type":"integer"}}},
      "either":{"anyOf":[{"type":"integer"},{"type":"boolean"}]},"both":{"anyOf":[{"type":"string"},{"type":"integer"}]},
      "maybe":{"type":["string","null"]}
    },"required":["file_path"],"additionalProperties":false,
    "$defs":{"edit":{"type":"object","properties":{"old_text":{"type":"string"},"line":{"type":"integer"}},"required":["old_text"]}}}
    """

  private static func repair() throws -> ToolCallRepair {
    ToolCallRepair(tools: [
      try SyntheticAgent.tool(#"{"name":"Write","input_schema":\#(schema)}"#),
      try SyntheticAgent.tool(#"{"name":"Free","input_schema":{"type":"object"}}"#),
      try SyntheticAgent.tool(#"{"name":"same","input_schema":{"type":"object"}}"#),
      try SyntheticAgent.tool(#"{"name":"SAME","input_schema":{"type":"object"}}"#),
    ])
  }

  private func repaired(_ input: String, tool: String = "Write") throws -> String {
    let call = try Self.repair().repaired(name: tool, input: Array(input.utf8))
    #expect((call.note == nil) == (call.input == Array(input.utf8) && call.name == tool))
    return String(decoding: call.input, as: UTF8.self)
  }

  @Test(arguments: [
    // Types.
    (#"{"file_path":"f","limit":"5"}"#, #"{"file_path":"f","limit":5}"#),
    (#"{"file_path":"f","ratio":"-0.5e3"}"#, #"{"file_path":"f","ratio":-0.5e3}"#),
    (#"{"file_path":"f","all":"True"}"#, #"{"file_path":"f","all":true}"#),
    (#"{"file_path":12}"#, #"{"file_path":"12"}"#),
    (#"{"file_path":"f","options":"{\"depth\":\"2\"}"}"#, #"{"file_path":"f","options":{"depth":2}}"#),
    (#"{"file_path":"f","tags":"[\"a\"]"}"#, #"{"file_path":"f","tags":["a"]}"#),
    (#"{"file_path":"f","tags":"a"}"#, #"{"file_path":"f","tags":["a"]}"#),
    (#"{"file_path":"f","either":"7"}"#, #"{"file_path":"f","either":7}"#),
    (
      #"{"file_path":"f","edits":{"oldText":"x","line":"3"}}"#,
      #"{"file_path":"f","edits":[{"old_text":"x","line":3}]}"#
    ),
    // Nulls.
    (#"{"file_path":"f","limit":null,"maybe":null}"#, #"{"file_path":"f","maybe":null}"#),
    // Names.
    (#"{"filePath":"f"}"#, #"{"file_path":"f"}"#),
    (#"{"File-Path":"f","limit":null}"#, #"{"file_path":"f"}"#),
    // Wrapping.
    (#"{"arguments":{"file_path":"f"}}"#, #"{"file_path":"f"}"#),
    (#"{"name":"Write","parameters":"{\"filePath\":\"f\"}"}"#, #"{"file_path":"f"}"#),
    (#"{"input":{"args":{"file_path":"f"}}}"#, #"{"file_path":"f"}"#),
    (#""{\"file_path\":\"f\"}""#, #"{"file_path":"f"}"#),
    // What is no JSON.
    ("```json\n{\"file_path\":\"f\"}\n```", #"{"file_path":"f"}"#),
    ("Here it is: {\"file_path\":\"}\\\"{\",} I hope.", #"{"file_path":"}\"{"}"#),
    (#"{"file_path":"f","tags":["a",],}"#, #"{"file_path":"f","tags":["a"]}"#),
    (#"{"file_path":"f","tags":["a""#, #"{"file_path":"f","tags":["a"]}"#),
    (#"{"file_path":"f","#, #"{"file_path":"f"}"#),
    (#"{"file_path":"f"}}"#, #"{"file_path":"f"}"#),
    ("{\"file_path\":\"f\",\"content\":\"a\nb\"}", #"{"file_path":"f","content":"a\u000ab"}"#),
    // As a dialect keeps what it could not read.
    (#"{"_raw":"```json\n{\"file_path\":\"f\"}\n```"}"#, #"{"file_path":"f"}"#),
  ])
  func `what can be meant in one way only is repaired, and then stays`(input: String, output: String) throws {
    #expect(try repaired(input) == output)
    #expect(try repaired(output) == output)
  }

  @Test(arguments: [
    // Right as they are.
    #" { "file_path" : "5", "content" : "{\"a\": [1,]}" } "#, #"{"file_path":"f","both":"5","mode":"a"}"#,
    #"{"file_path":"f","limit":5.0,"ratio":1}"#, #"{"file_path":"\u0041"}"#,
    // Wrong, and nobody knows what is meant.
    #"{}"#, #"{"content":"x"}"#, #"{"file_path":"f","limit":"five"}"#, #"{"file_path":"f","limit":"5 m"}"#,
    #"{"file_path":"f","limit":1.5}"#, #"{"file_path":null}"#, #"{"file_path":"f","mode":"A"}"#,
    #"{"file_path":"f","filePath":"g"}"#, #"{"filePath":"f","FILE_PATH":"g"}"#, #"{"file_path":{"a":1}}"#,
    #"{"file_path":"f","options":"depth"}"#, #"{"file_path":"f","either":"x"}"#,
    #"{"arguments":{"other":1}}"#,
    #"{"arguments":{"file_path":"f"},"why":"so"}"#,
    // Broken where something may be missing.
    #"{"file_path":"f"#, #"{"content":"x""#, #"{"file_path":"f","limit":1"#,
    #"{"file_path":"f"} {"file_path":"g"}"#,
    #"{"file_path":"f","tags":["a"}"#, "", "no object", "[1]", "5", #"{"_raw":"no object"}"#,
    #"{"_raw":[1]}"#,
    #"{"_raw":"{\"file_path\":\"f"}"#, #"{"_raw":"{\"file_path\":\"f\"}","x":1}"#,
  ])
  func `what is right, or cannot be repaired, comes back byte for byte`(input: String) throws {
    #expect(try repaired(input) == input)
  }

  @Test func `a tool is known by its name in any case, where that is clear`() throws {
    let repair = try Self.repair()
    #expect(repair.repaired(name: "write", input: Array(#"{"file_path":"f"}"#.utf8)).name == "Write")
    #expect(repair.repaired(name: "write", input: []).note == "Write: was called write")
    #expect(repair.toolName(for: "Same") == "Same")
    #expect(repair.toolName(for: "same") == "same")
    #expect(repair.repaired(name: "gone", input: Array("{".utf8)).note == nil)
  }

  @Test func `a tool that takes anything gets anything`() throws {
    #expect(try repaired(#"{"arguments":{"x":null}}"#, tool: "Free") == #"{"arguments":{"x":null}}"#)
  }

  @Test func `references that go in circles and nesting without end come to an end`() throws {
    let circle = try SyntheticAgent.tool(
      ##"{"name":"C","input_schema":{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}}"##)
    let deep = try SyntheticAgent.tool(
      ##"{"name":"D","input_schema":{"type":"object","properties":{"d":{"$ref":"#"},"n":{"type":"integer"}}}}"##
    )
    let repair = ToolCallRepair(tools: [circle, deep])
    let nested = Array(
      (String(repeating: #"{"n":"1","d":"#, count: 200) + "{}" + String(repeating: "}", count: 200)).utf8)
    #expect(repair.repaired(name: "C", input: nested).input == nested)
    #expect(repair.repaired(name: "D", input: nested).note != nil)
  }

  @Test func `repairing twice is repairing once, whatever comes`() throws {
    let repair = try Self.repair()
    var random = SeededGenerator()
    for _ in 0..<20_000 {
      let input = Self.damaged(&random)
      let once = repair.repaired(name: "Write", input: input)
      let twice = repair.repaired(name: "Write", input: once.input)
      #expect(twice.input == once.input, "\(String(decoding: input, as: UTF8.self))")
      #expect(twice.note == nil)
    }
  }

  @Test func `a call that is right comes back byte for byte, however it is written`() throws {
    let repair = try Self.repair()
    var random = SeededGenerator()
    for _ in 0..<10_000 {
      let input = Array(Self.valid(&random).utf8)
      let call = repair.repaired(name: "Write", input: input)
      #expect(call.input == input)
      #expect(call.note == nil)
    }
  }

  // MARK: Calls by chance

  private static let right = [
    "content": [#""{\"a\":1}""#, #""true""#, #""5""#, #""null""#],
    "limit": ["5", "-0", "12345678901234567890123"],
    "ratio": ["1", "2.5e-3"], "all": ["true", "false"], "mode": [#""a""#], "tags": ["[]", #"["[1]"]"#],
    "edits": [#"[{"old_text":"{}"}]"#], "options": ["{}", #"{ "depth" : 3 }"#], "either": ["1", "true"],
    "both": [#""1""#, "1"], "maybe": ["null", #""null""#],
  ]
  private static let wrong = [
    "null", #""5""#, "5", #""true""#, "[]", "{}", #""{}""#, #""[\"x\"]""#, #"{"depth":"2"}"#,
    #"{"oldText":"x","line":"1"}"#,
    #""{\"depth\":\"2\"}""#, #""[{\"old_text\":\"x\",\"line\":null}]""#, "[null]", "1.5",
  ]

  private static func valid(_ random: inout SeededGenerator) -> String {
    let space = random.once(in: 2) ? " " : ""
    var members = [#""file_path":\#(space)"f""#]
    for (name, values) in right.sorted(by: { $0.key < $1.key }) where random.once(in: 3) {
      members.append("\"\(name)\"\(space):\(values.randomElement(using: &random)!)")
    }
    return space + "{" + members.shuffled(using: &random).joined(separator: space + ",") + "}" + space
  }

  private static func damaged(_ random: inout SeededGenerator) -> [UInt8] {
    let names =
      right.keys.sorted() + ["file_path", "filePath", "FILE_PATH", "arguments", "input", "name", "unknown"]
    var text =
      "{"
      + (0..<Int.random(in: 0...4, using: &random)).map { _ in
        "\"\(names.randomElement(using: &random)!)\":\(wrong.randomElement(using: &random)!)"
      }.joined(separator: ",") + "}"
    for _ in 0..<Int.random(in: 0...2, using: &random) where random.once(in: 2) {
      text = "{\"arguments\":\(text)}"
    }
    if random.once(in: 4) { text = "```\n\(text)\n```" }
    var bytes = Array(text.utf8)
    if random.once(in: 3) { bytes.removeLast(Int.random(in: 0...min(6, bytes.count), using: &random)) }
    if random.once(in: 5), !bytes.isEmpty {
      bytes[Int.random(in: bytes.indices, using: &random)] = Array(#"{}[]",:\ 1"#.utf8).randomElement(
        using: &random)!
    }
    return bytes
  }
}
