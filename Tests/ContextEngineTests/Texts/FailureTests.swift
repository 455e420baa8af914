import Conversations
import Testing

@testable import ContextEngine

struct FailureTests {
  private func isFailure(_ text: String, by use: ToolUse, flag: Bool = false) -> Bool {
    Failure.isFailure(text, ToolResult(callID: "c", parts: [.text(text)], isError: flag), of: use)
  }

  private static let shell = ToolUseTests.use("Bash", #"{"command":"make"}"#)
  private static let read = ToolUseTests.use("Read", #"{"path":"a.go"}"#)
  private static let edit = ToolUseTests.use("Edit", #"{"path":"a.go"}"#)

  @Test(arguments: [
    "Exit code 1\nsomething", "Exit code: 2\nWall time: 0.1 seconds\nOutput:\nx",
    "x\n\nCommand exited with code 2",
    "--- FAIL: TestOpen (0.00s)\nFAIL", "FAIL\texample.com/store\t0.1s", "a.c:3:5: error: expected ';'",
    "Traceback (most recent call last):\n  File \"x\"", "ValueError: bad", "panic: runtime error",
    "npm ERR! code 1",
    "bash: foo: command not found", "make: *** [all] Error 2", "src/a.ts(1,2): error TS2345: no",
    "thread 'main' panicked at src/main.rs:2:5", "error[E0308]: mismatched types", "x\nexit status 1",
    #"{"output":"x","metadata":{"exit_code":1}}"#,
  ])
  func `what failing commands print is a failure, if a command printed it`(text: String) {
    #expect(isFailure(text, by: Self.shell))
    #expect(!isFailure(text, by: Self.read))
    #expect(isFailure(text, by: Self.read, flag: true))
  }

  @Test(arguments: [
    "", "ok  \texample.com/store\t0.4s", "Exit code: 0\nOutput:\n--- FAIL: said a log",
    "0 errors, 0 warnings", "no error: fine",
    "func TestError(t *testing.T) {", "Finished with exit status 0\nerror: shown by a test of errors",
    "fixed: error handling in store.go", "M  errors.go",
  ])
  func `what only looks like one is none`(text: String) {
    #expect(!isFailure(text, by: Self.shell))
  }

  @Test func `a refused edit is a failure without a flag`() {
    #expect(isFailure("Error: old_str not found", by: Self.edit))
    #expect(isFailure("Your proposed edit has introduced new syntax error(s).", by: Self.edit))
    #expect(!isFailure("The file a.go has been updated. Error handling", by: Self.edit))
  }

  @Test(arguments: [
    (
      "Exit code 1\n=== RUN TestOpen\n--- FAIL: TestOpen (0.00s)\n    store_test.go:88:3: want 3 got 2\nFAIL",
      "store_test.go:88:3: want 3 got 2"
    ),
    ("<tool_use_error>File has not been read yet.</tool_use_error>", "File has not been read yet."),
    ("x.ts:205:2 parse ━━━━━━━━\n\n  × expected a semicolon", "x.ts:205:2 parse"),
    ("Traceback (most recent call last):\n  File \"a.py\", line 3\nKeyError: 'x'", "KeyError: 'x'"),
    ("a.c:1:2: warning: unused\na.c:3:4: error: no", "a.c:3:4: error: no"), ("FAIL", "FAIL"),
  ])
  func `the first line that says what went wrong is found`(text: String, line: String) {
    #expect(Failure.firstLine(of: text) == line)
  }

  @Test func `a text without an error has no such line, and no status`() {
    #expect(Failure.firstLine(of: "all is well\n") == nil)
    #expect(Failure.exitStatus(in: "all is well\n") == nil)
    let buried = (0..<40).map { "line \($0)" }.joined(separator: "\n")
    #expect(Failure.exitStatus(in: buried + "\nexit status 1\n" + buried) == nil)
    #expect(Failure.exitStatus(in: "Exit code 99999999999999999999") == nil)
    #expect(Failure.exitStatus(in: "Exit code -1") == -1)
  }

  @Test func `a rejection holds the user's words`() {
    let text =
      "The user doesn't want to proceed with this tool use. To tell you how to proceed, the user said:\nwhy?"
    #expect(Rejection.words(in: text) == "why?")
    #expect(Rejection.words(in: "x") == nil)
  }
}
