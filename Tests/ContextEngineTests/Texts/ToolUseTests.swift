import Conversations
import Testing

@testable import ContextEngine

struct ToolUseTests {
  static func use(_ name: String, _ input: String) -> ToolUse {
    ToolUse(of: ToolCall(id: "c1", name: name, input: Array(input.utf8)))
  }

  @Test(arguments: [
    ("Read", #"{"file_path":"/r/a.go","offset":10,"limit":20}"#, "read", "Read /r/a.go lines 10-29"),
    ("read", #"{"path":"a.ts"}"#, "read", "read a.ts"),
    ("read", #"{"path":"a.ts","offset":300}"#, "read", "read a.ts from line 300"),
    ("read_file", #"{"target_file":"a.py","start_line":5,"end_line":9}"#, "read", "read_file a.py lines 5-9"),
    ("mcp__fs__read_text_file", #"{"path":"a"}"#, "read", "mcp__fs__read_text_file a"),
    ("open", #"{"path":"setup.py"}"#, "read", "open setup.py"),
    ("Edit", #"{"file_path":"a","old_string":"x","new_string":"y"}"#, "edit", "Edit a"),
    ("edit", #"{"search":"x","replace":"y"}"#, "edit", "edit x"),
    ("Write", #"{"file_path":"a","content":"x"}"#, "write", "Write a"),
    ("create", #"{"filename":"a.py"}"#, "write", "create a.py"),
    ("Bash", #"{"command":"go test ./...","description":"d"}"#, "shell", "Bash go test ./..."),
    ("bash", #"{"command":"cd /home/dev/x && npm run check"}"#, "shell", "bash npm run check"),
    ("shell", #"{"command":["bash","-lc","go vet ./..."],"workdir":"/r"}"#, "shell", "shell go vet ./..."),
    ("shell", #"{"command":["git","push"]}"#, "shell", "shell git push"),
    ("exec_command", #"{"cmd":"make -j4"}"#, "shell", "exec_command make -j4"),
    ("Grep", #"{"pattern":"func main","path":"cmd"}"#, "search", #"Grep "func main" in cmd"#),
    ("Glob", #"{"pattern":"**/*.go"}"#, "list", #"Glob "**/*.go""#),
    ("find_file", #"{"file_name":"fields.py","dir":"src"}"#, "list", "find_file fields.py"),
    ("Task", #"{"description":"Review","prompt":"Review it all"}"#, "subAgent", "Task Review"),
    ("TaskUpdate", #"{"taskId":"1","status":"completed"}"#, "todo", "TaskUpdate 1 completed"),
    (
      "TodoWrite",
      #"{"todos":[{"content":"a","status":"completed"},{"content":"b","status":"in_progress"}]}"#, "todo",
      "TodoWrite b"
    ),
    ("update_plan", #"{"plan":[{"step":"look","status":"pending"}]}"#, "todo", "update_plan look"),
    ("AskUserQuestion", #"{"questions":[{"question":"Which?"}]}"#, "question", "AskUserQuestion Which?"),
    ("WebFetch", #"{"url":"https://a.b/c","prompt":"p"}"#, "other", "WebFetch https://a.b/c"),
    ("submit", "{}", "other", "submit"),
    ("frobnicate", #"{"n":1,"word":"hello"}"#, "other", "frobnicate hello"),
    ("frobnicate", #"{"path":"a","old_str":"x","new_str":"y"}"#, "edit", "frobnicate a"),
    ("frobnicate", "not json", "other", "frobnicate"),
    (
      "str_replace_editor", #"{"command":"view","path":"/a.py","view_range":[3,9]}"#, "read",
      "str_replace_editor /a.py lines 3-9"
    ),
    (
      "str_replace_editor", #"{"command":"create","path":"/a.py","file_text":"x"}"#, "write",
      "str_replace_editor /a.py"
    ),
    ("str_replace_editor", #"{"command":"str_replace","path":"/a.py"}"#, "edit", "str_replace_editor /a.py"),
  ])
  func `tools of many agents are known by name and arguments`(
    name: String, input: String, kind: String, summary: String
  ) {
    let use = Self.use(name, input)
    #expect(use.kind.rawValue == kind)
    #expect(use.summary == summary)
  }

  @Test func `a patch names its files itself`() {
    let patch =
      "*** Begin Patch\\n*** Update File: src/a.rs\\n@@\\n-x\\n+y\\n*** Add File: b.rs\\n+z\\n*** End Patch"
    for input in [#"{"input":"\#(patch)"}"#, #""\#(patch)""#] {
      let use = Self.use("apply_patch", input)
      #expect(use.kind.rawValue == "edit")
      #expect(use.path == "src/a.rs")
    }
    #expect(
      PatchText.paths(in: "*** Begin Patch\n*** Update File: a\n*** Add File: b\n") == ["a", "b"])
  }

  @Test(
    arguments: [
      ("cat internal/store.go", "read", "internal/store.go", nil),
      ("cd /r && sed -n '10,20p' a.go", "read", "a.go", 10...20),
      ("sed -n '10,$p' a.go", "read", "a.go", 10...Int.max),
      ("nl -ba a.go | sed -n '1,40p'", "read", "a.go", nil),
      ("head -50 a.go", "read", "a.go", nil),
      ("rg -n \"func Open\" internal", "search", "internal", nil),
      ("grep -rn TODO src | head -20", "search", "src", nil),
      ("ls -la src", "list", "src", nil), ("git diff HEAD~1 2>/dev/null", "read", nil, nil),
      ("cat a > b", "shell", nil, nil), ("sed -i s/a/b/ x", "shell", nil, nil),
      ("cat a | python3 -c x", "shell", nil, nil), ("find . -name x -delete", "shell", nil, nil),
      ("cat <<'EOF' > x\ny\nEOF", "shell", nil, nil), ("go test ./... | tail -5", "shell", nil, nil),
      ("cat $(which x)", "shell", nil, nil), ("cat 'unclosed", "shell", nil, nil), ("", "other", nil, nil),
      ("|", "shell", nil, nil), ("cat a; rm a", "shell", nil, nil),
    ] as [(String, String, String?, ClosedRange<Int>?)])
  func `a command that only shows is a read or a search`(
    command: String, kind: String, path: String?, lines: ClosedRange<Int>?
  ) {
    let quoted = command.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing(
      "\n", with: "\\n")
    let use = Self.use(command.isEmpty ? "x" : "bash", #"{"command":"\#(quoted)"}"#)
    #expect(use.kind.rawValue == kind)
    #expect(use.path == path)
    #expect(use.lines == lines)
  }

  @Test func `the same arguments are the same call, whatever their order and writing`() {
    let one = Self.use("Read", #"{"file_path":"a\/b","limit":3}"#)
    #expect(one.identity == Self.use("Read", #"{ "limit": 3, "file_path": "a/b" }"#).identity)
    #expect(one.identity != Self.use("Read", #"{"file_path":"a/b","limit":4}"#).identity)
    #expect(one.identity != Self.use("Open", #"{"file_path":"a/b","limit":3}"#).identity)
    #expect(Self.use("x", #"{"a":["b"]}"#).identity != Self.use("x", #"{"a":{"b":1}}"#).identity)
    #expect(Self.use("x", "{").identity != Self.use("x", "[").identity)
  }

  @Test(arguments: [
    #"{"path":"a","offset":-1,"limit":-5}"#,
    #"{"path":"a","offset":9223372036854775807,"limit":9223372036854775807}"#,
    #"{"path":"a","view_range":[9,3]}"#, #"{"path":"a","view_range":["x",null]}"#, #"{"path":"a","limit":0}"#,
    #"{"path":7,"offset":"x"}"#, #"[1,2]"#, "", "null",
  ])
  func `nonsense among the arguments is no crash`(input: String) {
    let use = Self.use("Read", input)
    #expect(use.summary.hasPrefix("Read"))
    #expect(use.lines.map { $0.lowerBound >= 1 } ?? true)
  }

  @Test func `a summary is one short line`() {
    let long = String(repeating: "very-long-directory/", count: 20)
    let uses = [
      Self.use("Read", #"{"file_path":"/\#(long)file.go","offset":1,"limit":2}"#),
      Self.use("Bash", #"{"command":"git commit -m \"$(cat <<'EOF'\nfix\nEOF\n)\" \#(long)"}"#),
      Self.use("x\(long)", #"{"a":"\n\n\n  b\nc"}"#),
    ]
    for use in uses {
      #expect(use.summary.count <= ToolUse.longestSummary)
      #expect(!use.summary.contains("\n"))
    }
    #expect(uses[0].summary.hasSuffix("file.go lines 1-2"))
  }
}
