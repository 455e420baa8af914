import Testing

@testable import Store

@Suite struct SessionTitleTests {
  private func title(_ messages: String) throws -> String? {
    SessionTitle.suggested(by: try request(body: #"{"messages":[\#(messages)]}"#))
  }

  @Test("the title is the first thing a person said, on one line")
  func first() throws {
    #expect(try title(#"{"role":"user","content":"  Fix\n the\t\tbug  "}"#) == "Fix the bug")
    #expect(
      try title(#"{"role":"system","content":"be brief"},{"role":"user","content":"Hello"}"#) == "Hello")
  }

  @Test("what the client's program says in the user's name is passed over")
  func marks() throws {
    let parts = [
      "<system-reminder>x</system-reminder>", "\\n<command-name>/init</command-name>",
      "This session is being continued from a previous conversation that ran out", "Do it",
    ].map { #"{"type":"text","text":"\#($0)"}"# }
    #expect(try title(#"{"role":"user","content":[\#(parts.joined(separator: ","))]}"#) == "Do it")
    #expect(try title(#"{"role":"user","content":[\#(parts[0])]}"#) == nil)
  }

  @Test("pictures and tool results have no title")
  func otherParts() throws {
    let image = #"{"type":"image","source":{"type":"base64","data":"QQ=="}}"#
    let result = #"{"type":"tool_result","tool_use_id":"t","content":"text"}"#
    #expect(try title(#"{"role":"user","content":[\#(image),\#(result)]}"#) == nil)
    #expect(try title(#"{"role":"user","content":17},{"role":"user"}"#) == nil)
  }

  @Test("a long title is cut to its greatest length")
  func long() throws {
    let cut = try #require(
      try title(#"{"role":"user","content":"\#(String(repeating: "ab ", count: 5000))"}"#))
    #expect(cut.count == SessionTitle.maxLength)
    #expect(cut.hasSuffix("…"))
  }
}

@Suite struct CompactionSummaryTests {
  private func begins(_ messages: String) throws -> Bool {
    CompactionSummary.begins(try request(body: #"{"messages":[\#(messages)]}"#))
  }

  @Test("a leading compaction block is a summary")
  func block() throws {
    #expect(try begins(#"{"role":"assistant","content":[{"type":"compaction","content":"x"}]}"#))
    #expect(try !begins(#"{"role":"user","content":"hi"},{"role":"user","content":[{"type":"compaction"}]}"#))
  }

  @Test("the client's sentence is a summary, in any text of the first message of the user")
  func sentence() throws {
    let text = CompactionSummary.opening + " that ran out of context."
    #expect(try begins(#"{"role":"user","content":"\#(text)"}"#))
    #expect(
      try begins(
        #"{"role":"user","content":[{"type":"text","text":"<system-reminder>"},{"type":"text","text":"\#(text)"}]}"#
      ))
    #expect(try !begins(#"{"role":"user","content":"hi"},{"role":"user","content":"\#(text)"}"#))
    #expect(try !begins(#"{"role":"user","content":"I say: \#(text)"}"#))
    #expect(try !begins(""))
  }
}
