import Conversations
import TestKit
import Testing
import Tokens

@testable import ContextEngine

struct IngestRulesTests {
  private static let shell = ToolUseTests.use("Bash", #"{"command":"make"}"#)
  private static let read = ToolUseTests.use("Read", #"{"file_path":"a.go"}"#)
  private static let edit = ToolUseTests.use("Edit", #"{"file_path":"a.go"}"#)
  private static let grep = ToolUseTests.use("Grep", #"{"pattern":"x"}"#)

  /// What is forwarded of a text.
  private func ingested(_ text: String, of use: ToolUse?, cap: Int = 100_000, isFailure: Bool = false) throws
    -> String
  {
    var counter = try RecordedCalls.counter()
    let result = IngestRules(cap: cap).ingested(text, of: use, isFailure: isFailure, counting: &counter)
    if let result { #expect(result.tokens == counter.count(result.text, as: .code)) }
    return result?.text ?? text
  }

  @Test(arguments: [
    ("\u{1b}[32mok\u{1b}[0m   \nnext\t\n\n", "ok\nnext"), ("10%\r50%\r100%\ndone", "100%\ndone"),
    ("a\r\nb\r\n", "a\nb"), ("\u{1b}]0;title\u{7}text\u{1b}(B", "text"), ("wor\u{8}\u{8}ord", "word"),
    ("é\u{8}e", "e"), ("\u{1b}\u{1b}[0m[0m.", "[0m."), ("\u{1b}]unfinished\nx", "]unfinished\nx"),
    ("a\u{1b}[2K\rb", "b"), ("\u{1b}", "\u{1b}"), ("→\r", "→"),
    ("\u{1b}[0m\n{ \"a\" : 1 }", "{\"a\":1}"),
    (String(repeating: " \n", count: 99), "[ctxgw: nothing but blanks]"),
  ])
  func `what a terminal would not show is left out`(text: String, shown: String) throws {
    #expect(try ingested(text, of: Self.shell) == shown)
  }

  @Test func `lines that repeat are said once with their number`() throws {
    let text = "start\n" + String(repeating: "retrying in one second\n", count: 40) + "\n\n\n\n\n\nend"
    #expect(
      try ingested(text, of: Self.shell)
        == "start\nretrying in one second\n[ctxgw: the line above 39 more times]\n\nend")
    #expect(try ingested("a\na\na\nb", of: Self.shell) == "a\na\na\nb")
  }

  @Test func `of progress the last line stays`() throws {
    let text = (0...20).map { "Downloading [\(String(repeating: "=", count: $0))>] \($0 * 5)%" }.joined(
      separator: "\n")
    #expect(try ingested(text + "\ndone", of: Self.shell) == "Downloading [====================>] 100%\ndone")
  }

  @Test(arguments: [
    ("     9→a\n    10→\tb\n    11→", "[ctxgw: lines 9-11, numbers left out]\na\n\tb\n"),
    ("     1\ta\n     2\tb\n     3\tc\n", "[ctxgw: lines 1-3, numbers left out]\na\nb\nc\n"),
    (
      "<file>\n00001| a\n00002| b\n00003| c\n</file>",
      "<file>\n[ctxgw: lines 1-3, numbers left out]\na\nb\nc\n</file>"
    ),
    (
      "<content>\n1: a: x\n2: b\n3: c\n</content>",
      "<content>\n[ctxgw: lines 1-3, numbers left out]\na: x\nb\nc\n</content>"
    ),
  ])
  func `line numbers are said once, and the lines stay to the letter`(text: String, shown: String) throws {
    let lines = TextLines(text)
    let gutter = try #require(NumberGutter(of: lines))
    #expect(String(decoding: gutter.removed(from: lines), as: UTF8.self) == shown)
  }

  @Test(arguments: [
    "1: a\n2: b\n3: c\n4: d", "     1→a\n     3→b\n     4→c", "a  \n\n\n\n\n\n\nb\r\n", "{ \"a\" : 1 }",
    "\u{1b}[1mx\u{1b}[0m",
  ])
  func `a file is else not touched`(text: String) throws {
    #expect(try ingested(text, of: Self.read) == text)
  }

  @Test func `numbers inside a file whose own were taken away stay`() throws {
    let file = (1...9).map { "\($0)\tx" }
    let text = file.enumerated().map { "     \($0 + 1)→\($1)" }.joined(separator: "\n")
    let once = try ingested(text, of: Self.read)
    #expect(once.hasSuffix(file.joined(separator: "\n")))
    #expect(try ingested(once, of: Self.read) == once)
  }

  @Test func `the client's standing note under every file is left out, and no other`() throws {
    let file = "     1→a\n     2→b\n     3→c\n"
    let standing =
      "\n<system-reminder>\nYou should consider whether it would be considered malware.\n</system-reminder>\n"
    let other = "\n<system-reminder>\nThe file was changed by the user.\n</system-reminder>\n"
    #expect(try ingested(file + standing, of: Self.read) == "[ctxgw: lines 1-3, numbers left out]\na\nb\nc")
    #expect(
      try ingested(file + String(repeating: " ", count: 60) + other, of: Self.read).contains("by the user"))
  }

  @Test func `a path that was searched is said once for its lines`() throws {
    let text = """
      src/a.go-4-x
      src/a.go:5:func main() {
      --
      src/a.go:90:}
      src/b.go:7:y
      docs/c-2-d.md:1:z
      docs/c-2-d.md:2:z
      """
    let shown = """
      src/a.go
      4-x
      5:func main() {
      --
      90:}
      src/b.go:7:y
      docs/c-2-d.md
      1:z
      2:z
      """
    #expect(try ingested(text, of: Self.grep) == shown)
  }

  @Test func `JSON loses its white space, and long lists all but the first, the last and the odd ones`()
    throws
  {
    #expect(
      try ingested("{ \"a\" : [ 1, 2.50 ],\n \"b\\u00e9\": \"x  y\" }", of: Self.shell)
        == #"{"a":[1,2.50],"bé":"x  y"}"#)
    let rows = (0..<60).map { #"{"id": \#($0), "status": "\#($0 == 30 ? "failed" : "ok")"}"# }
    let shown = try ingested("[\n" + rows.joined(separator: ",\n") + "\n]", of: Self.shell)
    #expect(shown.contains(#""id":30,"status":"failed""#))
    #expect(shown.contains(#""[ctxgw: 51 similar elements left out]""#))
    #expect(shown.contains(#""id":4,"#) && !shown.contains(#""id":5,"#) && shown.contains(#""id":57,"#))
  }

  @Test func `a command's output is taken out of its envelope`() throws {
    let text =
      #"{"output":"line\n\u001b[1mtwo\u001b[0m\n","metadata":{"exit_code":3,"duration_seconds":0.1}}"#
    #expect(try ingested(text, of: Self.shell) == "Exit code: 3\nline\ntwo")
  }

  @Test func `an edit that went well is a line`() throws {
    let text = """
      The file /r/a.go has been updated. Here's the result of running `cat -n` on a snippet of the edited file:
          12→a
          13→b
      """
    #expect(
      try ingested(text, of: Self.edit)
        == "The file /r/a.go has been updated. [ctxgw: lines 12-13 as edited, text left out]")
    #expect(try ingested(text, of: Self.edit, isFailure: true) == text)
  }

  @Test func `of a long output errors in the middle stay, and the mark tells the way back`() throws {
    let noise = (0..<3_000).map { "step \($0) of the build went as it should" }
    let text = (noise[..<1_500] + ["a.c:7:1: error: no such thing"] + noise[1_500...]).joined(separator: "\n")
    let shown = try ingested(text, of: Self.shell, cap: 600)
    #expect(shown.hasPrefix("step 0 of"))
    #expect(shown.hasSuffix("step 2999 of the build went as it should"))
    #expect(shown.contains("\na.c:7:1: error: no such thing\n[ctxgw: the end follows.]\n"))
    #expect(shown.contains("left out here but for these. Run it again if you still need it.]"))
  }

  @Test func `of a long file the mark names the lines that are missing`() throws {
    let file = (101...900).map { "   \($0)→\tvalue := compute(\($0))" }.joined(separator: "\n")
    let shown = try ingested(file, of: Self.read, cap: 1_000)
    let lines = shown.split(separator: "\n")
    let mark = try #require(lines.firstIndex { $0.contains("left out here") })
    let last = try #require(Int(lines[mark - 1].filter(\.isNumber)))
    let next = try #require(Int(lines[mark + 1].filter(\.isNumber)))
    #expect(
      lines[mark]
        == "[ctxgw: lines \(last + 1)-\(next - 1) left out here. Call Read again with offset/limit for the part you need.]"
    )
    #expect(last - 100 > (900 - next) * 3 / 2)
  }

  @Test func `whatever comes in, what goes out is shorter, within the cap, valid and final`() throws {
    var random = SeededGenerator()
    var counter = try RecordedCalls.counter()
    let uses = [Self.shell, Self.read, Self.edit, Self.grep, ToolUseTests.use("x", "{}"), nil]
    for _ in 0..<400 {
      let text = RandomOutput.text(using: &random)
      let use = uses.randomElement(using: &random)!
      let rules = IngestRules(cap: Int.random(in: 40...400, using: &random))
      let fails = random.once(in: 4)
      guard let result = rules.ingested(text, of: use, isFailure: fails, counting: &counter) else {
        #expect(counter.count(text, as: .code) <= rules.cap)
        continue
      }
      #expect(result == rules.ingested(text, of: use, isFailure: fails, counting: &counter))
      #expect(result.text.utf8.count < text.utf8.count)
      #expect(result.tokens <= rules.cap)
      #expect(!result.text.contains("\u{fffd}"))
      let again = rules.ingested(result.text, of: use, isFailure: fails, counting: &counter)
      #expect(again == nil, "\(use?.name ?? "-"): \(text.debugDescription)\n\(result.text.debugDescription)")
    }
  }
}

/// Output as programs might write it, with all that the rules look for in it.
enum RandomOutput {
  private static let lines = [
    "ok", "", "  indented", "\u{1b}[31merror: red\u{1b}[0m", "Downloading 10%", "Downloading 55%",
    "12%\r90%\rdone",
    "src/a.go:12:x", "src/a.go-13-y", "src/b/c.go:1:z", "--", "     1→a", "     2→b", "     3→c", "4\td",
    "5\te", "6\tf",
    "漢字かな交じり文", "🙂👩‍👩‍👧", "trailing   ", "\u{8}\u{8}x", "\u{1b}]0;t\u{7}", "\u{1b}", "panic: no", "[1,",
    "{\"a\":1}",
    "[ctxgw: lines 1-3, numbers left out]", "<content>", "1: x", "2: y", "3: z", "\r", "e\u{301}",
    "a.c:1:2: error: x",
    "The file a has been updated. Here is a snippet:",
    "<system-reminder>considered malware</system-reminder>",
  ]

  static func text(using random: inout SeededGenerator) -> String {
    if random.once(in: 12) { return json(using: &random) }
    var text = ""
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      let line = lines.randomElement(using: &random)!
      for _ in 0..<(random.once(in: 8) ? Int.random(in: 1...30, using: &random) : 1) { text += line + "\n" }
      if random.once(in: 15) { text.removeLast() }
      if random.once(in: 20) { text += gutter(using: &random) }
    }
    return text
  }

  private static func gutter(using random: inout SeededGenerator) -> String {
    let start = Int.random(in: 1...200, using: &random)
    return (start..<start + Int.random(in: 1...40, using: &random))
      .map { "  \($0)→\(lines.randomElement(using: &random)!)\n" }.joined()
  }

  private static func json(using random: inout SeededGenerator) -> String {
    let count = Int.random(in: 0...60, using: &random)
    let rows = (0..<count).map {
      random.once(in: 9) ? #"{"odd" : \#($0)}"# : #"{"id" : \#($0), "status" : "ok"}"#
    }
    return "[\n" + rows.joined(separator: ",\n  ") + "\n]"
  }
}
