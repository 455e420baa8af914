import Conversations
import Testing
import Tokens
import Wire

@testable import ContextEngine

@Suite("The notes in place of results, arguments and steps")
struct NotesTests {
  private static let output = String(repeating: "a line of output\n", count: 50)

  @Test(arguments: [
    (
      "Read", #"{"file_path":"internal/store.go","offset":1,"limit":220}"#, output, false,
      "[ctxgw: output of Read internal/store.go lines 1-220 left out; 50 lines. Call Read again with offset/limit for the part you need.]"
    ),
    (
      "Bash", #"{"command":"go test ./..."}"#,
      "Exit code 1\n--- FAIL: T\n    s_test.go:88:1: want 3 got 2\n" + output, true,
      "[ctxgw: output of Bash go test ./... left out; exit 1; first error: s_test.go:88:1: want 3 got 2. Run it again if you still need it.]"
    ),
    (
      "Bash", #"{"command":"make"}"#, output + "42 tests passed\n", false,
      "[ctxgw: output of Bash make left out; 51 lines; it ends: 42 tests passed. Run it again if you still need it.]"
    ),
    ("Edit", #"{"file_path":"a.go"}"#, output, false, "[ctxgw: Edit succeeded.]"),
    (
      "Edit", #"{"file_path":"a.go"}"#, "<tool_use_error>String not found.\n\(output)</tool_use_error>", true,
      "[ctxgw: output of Edit a.go left out; failed; first error: String not found.]"
    ),
    (
      "Edit", #"{"file_path":"a.go"}"#,
      "You may not. To tell you how to proceed, the user said:\nuse the other file\n\(output)",
      true, "[ctxgw: the user rejected this Edit and said: use the other file …]"
    ),
    (
      "Bash", #"{"command":"make"}"#, "Exit code 2\nit stopped\n" + output, true,
      "[ctxgw: output of Bash make left out; exit 2; first error: it stopped. Run it again if you still need it.]"
    ),
    ("Bash", #"{"command":"true"}"#, "", false, ""), ("Bash", #"{"command":"true"}"#, "done", false, "done"),
  ])
  func `a note names the call, what came of it, and the way back`(
    name: String, input: String, text: String, isFailure: Bool, note: String
  ) {
    #expect(StubText.result(text, of: ToolUseTests.use(name, input), isFailure: isFailure) == note)
  }

  @Test func `a result whose call is unknown has a note, too`() {
    #expect(
      StubText.result(Self.output, of: nil, isFailure: false)
        == "[ctxgw: a tool's output left out; 50 lines.]")
    #expect(StubText.result("error: x\n" + Self.output, of: nil, isFailure: true).contains("error: x"))
  }

  @Test func `bulky arguments become short, their keys and types stay`() throws {
    let long = String(repeating: "let value = 1\\n", count: 60)
    let input =
      #"{"file_path":"a","old_string":"\#(long)","edits":[{"new_string":"\#(long)","n":1}],"all":true}"#
    let call = ToolCall(id: "c", name: "MultiEdit", input: Array(input.utf8))
    let short = try #require(StubText.input(of: call, ToolUse(of: call)))
    let root = try JSONDocument(parsing: Array(short.utf8)).root
    #expect(root.members.map { $0.key.string } == ["file_path", "old_string", "edits", "all"])
    #expect(root["file_path"]?.string == "a" && root["all"]?.bool == true)
    #expect(
      root["old_string"]?.string
        == "let value = 1\nlet value = 1\nlet value = 1\nlet value = 1… [ctxgw: 785 bytes left out]")
    #expect(short.utf8.count < 600)
    let kept = try #require(StubText.edit(of: call))
    let edit = try JSONDocument(parsing: Array(kept.utf8)).root
    #expect(edit["old_string"]?.string == root["old_string"]?.string)
    #expect(edit["edits"]?.elements.map { $0["new_string"]?.string?.utf8.count } == [840])
  }

  @Test func `short arguments, and what is no object, stay`() {
    for input in [#"{"command":"ls"}"#, "[1]", #""text""#, "{", ""] {
      let call = ToolCall(id: "c", name: "x", input: Array(input.utf8))
      #expect(StubText.input(of: call, ToolUse(of: call)) == nil)
    }
  }

  @Test func `a patch keeps what it puts in`() {
    let old = (0..<20).map { "-old \($0)" }.joined(separator: "\\n")
    let input = #"{"input":"*** Begin Patch\n*** Update File: a\n@@\n\#(old)\n+new\n*** End Patch"}"#
    let call = ToolCall(id: "c", name: "apply_patch", input: Array(input.utf8))
    #expect(
      StubText.edit(of: call)
        == #"{"input":"*** Begin Patch\n*** Update File: a\n@@\n-[ctxgw: 20 lines left out]\n+new\n*** End Patch"}"#
    )
  }

  @Test func `a failure is told by its status and its first error`() {
    #expect(Failure.outcome(of: "Exit code 1\na.go:3:1: undefined: y") == "exit 1: a.go:3:1: undefined: y")
    #expect(Failure.outcome(of: "") == "error")
  }

  @Test func `a segment says each file and command once, and a path in full once`() {
    let read = { (range: String) in ToolUseTests.use("Read", #"{"path":"/r/src/a.go"\#(range)}"#) }
    let edit = ToolUseTests.use("Edit", #"{"path":"/r/src/a.go","old_string":"x"}"#)
    let test = ToolUseTests.use("Bash", #"{"command":"go test"}"#)
    var segment = DigestSegment()
    segment.add(
      DigestedStep(
        texts: ["I use a map instead of a list."], uses: [(read(#","offset":1,"limit":9"#), "x", false)]))
    segment.add(DigestedStep(texts: [], uses: [(edit, "ok", false), (test, "Exit code 1\npanic: no", true)]))
    segment.add(
      DigestedStep(texts: [], uses: [(read(#","offset":40,"limit":5"#), "x", false), (edit, "ok", false)]))
    segment.add(DigestedStep(texts: [], uses: [(test, "ok", false)]))
    #expect(
      segment.text == """
        Read /r/src/a.go 1-9 40-44
        - I use a map instead of a list.
        Edit a.go x2
        Bash go test x2 (failed before)
        """)
    #expect(DigestSegment().text.isEmpty)
    var next = DigestSegment(after: [segment.text])
    next.add(DigestedStep(texts: [], uses: [(edit, "ok", false)]))
    #expect(next.text == "Edit a.go")
    next.add(
      DigestedStep(texts: [], uses: [(ToolUseTests.use("Read", #"{"path":"/r/b/a.go"}"#), "x", false)]))
    next.add(
      DigestedStep(texts: [], uses: [(ToolUseTests.use("Write", #"{"path":"/r/src/a.go"}"#), "x", false)]))
    #expect(next.text == "Edit a.go\nRead /r/b/a.go\nWrite /r/src/a.go")
  }

  @Test
  func `an index says the calls of several digests once, paths in full, and forgets notes before calls`()
    throws
  {
    var counter = try RecordedCalls.counter()
    let digests = [
      "Read /r/src/a.go 1-9 40-44\n- I use a map instead of a list.\nBash go test x2 -> exit 1: no",
      "Edit a.go x2 (failed before)\nGrep \"x in y\" in a.go\nBash go test\nRead a.go 7-",
    ]
    let whole = DigestIndex.text(of: digests, toTokens: 1_000, counting: &counter)
    #expect(
      whole == """
        - I use a map instead of a list.
        Edit /r/src/a.go
        Grep "x in y" in /r/src/a.go
        Bash go test
        Read /r/src/a.go
        """)
    #expect(DigestIndex.text(of: [whole], toTokens: 1_000, counting: &counter) == whole)
    for limit in 0..<40 {
      let text = DigestIndex.text(of: digests, toTokens: limit, counting: &counter)
      #expect(counter.count(text) <= limit)
      #expect(whole.hasSuffix(text))
    }
  }
}
