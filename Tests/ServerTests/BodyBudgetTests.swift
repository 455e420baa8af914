import Testing

@testable import Server

@Suite struct BodyBudgetTests {
  @Test("a change beyond the limit is refused and changes nothing; giving back always works")
  func limit() {
    var budget = BodyBudget(limit: 100)
    var answers = [
      budget.change(from: 0, to: 60), budget.change(from: 0, to: 40), budget.change(from: 40, to: 41),
    ]
    #expect(answers == [true, true, false])
    #expect(budget.held == 100)
    answers = [budget.change(from: 60, to: 0), budget.change(from: 40, to: 100)]
    #expect(answers == [true, true])
    #expect(budget.held == 100)
  }
}
