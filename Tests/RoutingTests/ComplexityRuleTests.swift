import Conversations
import Testing

@testable import Routing

/// What a rule weighs in facts that differ from those of an agent's short request in what `change` does.
private func weight(
  _ rule: any ComplexityRule.Type, _ settings: ClassifierSettings = ClassifierSettings(),
  _ change: (inout RequestFacts) -> Void
) -> Int? {
  var facts = RequestFacts(shape: RequestShape(messageCount: 1, toolCount: 5), model: "m", newTokens: 50)
  change(&facts)
  return rule.weigh(facts, settings)?.weight
}

@Suite("The rules of complexity")
struct ComplexityRuleTests {
  @Test("a rule speaks from its threshold on", arguments: [(3, nil), (4, 2), (12, 2), (13, 3)])
  func toolCalls(calls: Int, weight expected: Int?) {
    #expect(weight(ToolCallsRule.self) { $0.work.calls = calls } == expected)
  }

  @Test("new text weighs by its length", arguments: [(500, nil), (501, 2), (2_000, 2), (2_001, 3)])
  func newText(tokens: Int, weight expected: Int?) {
    #expect(weight(NewTextRule.self) { $0.newTokens = tokens } == expected)
  }

  @Test(
    "a line without tools is easy, with tools it may mean anything",
    arguments: [(12, 0, -1), (13, 0, nil), (1, 1, nil)])
  func shortText(tokens: Int, tools: Int, weight expected: Int?) {
    let found = weight(NewTextRule.self) { facts in
      facts.newTokens = tokens
      facts.shape.toolCount = tools
    }
    #expect(found == expected)
  }

  @Test("files that were changed weigh from the second on", arguments: [(1, nil), (2, 2), (5, 2), (6, 3)])
  func editedFiles(files: Int, weight expected: Int?) {
    #expect(weight(EditedFilesRule.self) { $0.work.editedFiles = files } == expected)
    #expect(weight(EditedFilesRule.self) { $0.earlierWork.editedFiles = files } == expected)
  }

  @Test("failures weigh more than an error that is told of", arguments: [(1, 2), (2, 2), (3, 3)])
  func errors(failures: Int, weight expected: Int) {
    #expect(weight(ErrorsRule.self) { $0.work.failures = failures } == expected)
    #expect(weight(ErrorsRule.self) { $0.marks.hasErrorTrace = true } == 2)
    #expect(weight(ErrorsRule.self) { _ in } == nil)
  }

  @Test("the length of the prompt weighs little", arguments: [(32_000, nil), (32_001, 1), (128_001, 2)])
  func longPrompt(tokens: Int, weight expected: Int?) {
    #expect(weight(LongPromptRule.self) { $0.promptTokens = tokens } == expected)
  }

  @Test(
    "no tools are easy only where little is to be read",
    arguments: [(0, 125, -1), (0, 126, nil), (40, 1, nil), (41, 1, 1)])
  func tools(count: Int, tokens: Int, weight expected: Int?) {
    let found = weight(ToolsOnOfferRule.self) { facts in
      facts.shape.toolCount = count
      facts.newTokens = tokens
    }
    #expect(found == expected)
  }

  @Test("thought is asked for by an effort or a budget, unless it is switched off")
  func thinking() {
    #expect(weight(ThinkingRule.self) { $0.effort = "high" } == 1)
    #expect(weight(ThinkingRule.self) { $0.effort = "medium" } == nil)
    #expect(weight(ThinkingRule.self) { $0.thinking = .budget(tokens: 16_000) } == 1)
    #expect(weight(ThinkingRule.self) { $0.thinking = .budget(tokens: 15_999) } == nil)
    #expect(weight(ThinkingRule.self) { ($0.thinking, $0.effort) = (.off, "high") } == nil)
    #expect(weight(ThinkingRule.self) { $0.thinking = .adaptive } == nil)
  }

  @Test("the other rules weigh what they say")
  func others() {
    #expect(weight(EarlierWorkRule.self) { $0.earlierWork.calls = 6 } == nil)
    #expect(weight(EarlierWorkRule.self) { $0.earlierWork.calls = 7 } == 1)
    #expect(weight(EditAndRunRule.self) { $0.work = ToolWork(edits: 1, commands: 1) } == 1)
    #expect(weight(EditAndRunRule.self) { $0.work = ToolWork(edits: 2) } == nil)
    #expect(weight(CodeRule.self) { $0.marks.hasCode = true } == 1)
    #expect(weight(CodeRule.self) { ($0.marks.hasCode, $0.marks.hasDiff) = (true, true) } == 2)
    #expect(weight(PicturesRule.self) { $0.images = 3 } == 1)
    #expect(weight(ReasoningWordsRule.self) { $0.marks.reasoningWords = ["why"] } == 1)
    #expect(weight(ReasoningWordsRule.self) { $0.marks.reasoningWords = ["a", "b", "c", "d"] } == 3)
    #expect(weight(TierHintRule.self) { $0.hints.tier = "Primary" } == 3)
    #expect(weight(TierHintRule.self) { $0.hints.tier = "background" } == -3)
    #expect(weight(TierHintRule.self) { $0.hints.tier = "blue" } == nil)
  }

  @Test("a policy moves the thresholds")
  func settings() {
    var settings = ClassifierSettings()
    settings.toolCalls = 10
    settings.newTokens = 100
    #expect(weight(ToolCallsRule.self, settings) { $0.work.calls = 10 } == nil)
    #expect(weight(ToolCallsRule.self, settings) { $0.work.calls = 11 } == 2)
    #expect(weight(NewTextRule.self, settings) { $0.newTokens = 101 } == 2)
  }

  @Test(
    "the sum of the evidence is a grade",
    arguments: [
      (-3, Complexity.trivial), (-2, .trivial), (-1, .simple), (1, .simple), (2, .moderate), (4, .moderate),
      (5, .complex),
    ])
  func grades(weight: Int, grade: Complexity) {
    #expect(ClassifierSettings().complexity(ofWeight: weight) == grade)
  }

  @Test("what is found is told weightiest first, every rule under a name of its own")
  func evidence() {
    var facts = RequestFacts(shape: RequestShape(messageCount: 1, toolCount: 5), model: "m", newTokens: 600)
    facts.marks.hasCode = true
    facts.work.failures = 3
    let evidence = ComplexityRules.evidence(in: facts, by: ClassifierSettings())
    #expect(evidence.map(\.rule) == ["errors", "new-text", "code"])
    #expect(Set(ComplexityRules.all.map { $0.name }).count == ComplexityRules.all.count)
  }
}
