import TestKit
import Testing
import Tokens

@testable import ContextEngine

@Suite("Reminders, system prompts, users' words, models' digests")
struct MessageTextsTests {
  @Test func `a reminder is nothing but reminders`() {
    #expect(
      Reminders.isReminder(" <system-reminder>a</system-reminder>\n<system-reminder>b</system-reminder>\n"))
    for text in [
      "", "x", "<system-reminder>a", "<system-reminder>a</system-reminder> and words",
      "a <system-reminder>b</system-reminder>",
    ] {
      #expect(!Reminders.isReminder(text))
    }
  }

  @Test func `copies of one kind have one kind`() {
    func kind(_ body: String) -> String {
      Reminders.kind(of: "<system-reminder>\n\(body)\n</system-reminder>")
    }
    #expect(
      kind("Token usage: 100/200000; 199900 remaining") == kind("Token usage: 9000/200000; 191000 remaining"))
    #expect(kind("The TodoWrite tool hasn't been used recently.") == kind("Your todo list has changed. 1. x"))
    #expect(kind("Note: /a/b.go was modified, lines 1-3") == kind("Note: /a/c.go was modified, lines 7-9"))
    #expect(kind("Plan mode is active.") != kind("Token usage: 1"))
  }

  @Test func `few changed lines are told, none is nothing, many are another prompt`() throws {
    let rules = (0..<40).map { "Rule \($0)" }.joined(separator: "\n")
    let old = rules + "\nToday is Monday\ngit status:\nM a.go"
    let note = SystemChange.note(from: old, to: rules + "\nToday is Tuesday\ngit status:\nM a.go")
    let told = try #require(note ?? nil)
    #expect(told.hasPrefix("<system-reminder>\n") && told.hasSuffix("\nToday is Tuesday\n</system-reminder>"))
    #expect(Reminders.isReminder(told))
    #expect(SystemChange.note(from: old, to: old) == .some(nil))
    #expect(SystemChange.note(from: old, to: rules + "\nToday is Monday") == .some(nil))
    #expect(SystemChange.note(from: old, to: old.replacing("Rule", with: "Law")) == nil)
    #expect(SystemChange.note(from: "You are a reviewer.", to: "You are a writer.") == nil)
    #expect(SystemChange.note(from: old, to: old + "\n" + String(repeating: "x", count: 9_000)) == nil)
    #expect(SystemChange.note(from: rules, to: "Rule 1") == nil)
  }

  @Test func `a user's short text stays, a long one keeps head and tail`() {
    #expect(KeptUserText.text("  fix it\n") == "fix it")
    for unit in ["words and more words.\n", "漢字", "🙂"] {
      let text = "FIRST " + String(repeating: unit, count: 4_000) + " LAST"
      let kept = KeptUserText.text(text)
      #expect(kept.unicodeScalars.count <= KeptUserText.longest)
      #expect(kept.hasPrefix("FIRST") && kept.hasSuffix("LAST") && kept.contains("[ctxgw: "))
      #expect(!kept.contains("\u{fffd}"))
    }
  }

  @Test func `a digest keeps the lines that name what it was told`() throws {
    var counter = try RecordedCalls.counter()
    let input = "Read internal/store.go\nerror[E0308]: mismatched types in main.rs\nnpm: ENOENT"
    let digest = """
      ## Done
      - `internal/store.go` was read and/or changed.
      - Fixed E0308 in **main.rs**; see store.go:12.
      - Invented internal/other.go
      - Invented TS2345 and then fixed it
      - ENOENT is gone, EACCES is not.
      - Next: run the tests, e.g. all of them.
      """
    #expect(
      DigestCheck.checked(digest, against: input, counting: &counter) == """
        ## Done
        - `internal/store.go` was read and/or changed.
        - Fixed E0308 in **main.rs**; see store.go:12.
        - Next: run the tests, e.g. all of them.
        """)
    #expect(DigestCheck.checked("## Done\n- wrote a/b/c.go\n", against: input, counting: &counter) == nil)
    #expect(DigestCheck.checked("", against: input, counting: &counter) == nil)
    let long = String(repeating: "The work goes on and on.\n", count: 1_000)
    let cut = try #require(DigestCheck.checked(long, against: input, counting: &counter))
    #expect(counter.count(cut) <= DigestCheck.longest && counter.count(cut) > DigestCheck.longest - 20)
  }

  @Test func `a cut text ends at line ends and fits`() throws {
    var random = SeededGenerator()
    var counter = try RecordedCalls.counter()
    for _ in 0..<200 {
      let text = RandomOutput.text(using: &random) + RandomOutput.text(using: &random)
      let limit = Int.random(in: 0...300, using: &random)
      let cut = TextCap.capped(
        text, toTokens: limit, head: 0.65, keepingErrors: random.once(in: 2), counting: &counter)
      #expect(counter.count(cut, as: .code) <= limit)
      #expect(cut == text || cut.utf8.count < text.utf8.count)
    }
  }
}
