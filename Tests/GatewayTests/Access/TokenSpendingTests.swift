import Conversations
import Reactor
import Testing
import Upstream

@testable import Gateway

@Suite("What is spent with tokens")
struct TokenSpendingTests {
  private let moment = Timestamp(milliseconds: 1_769_860_800_000)

  init() { LoopActor.shared.loop.start() }

  private func grant(_ budget: TokenBudget?) -> TokenGrant {
    TokenGrant(
      id: "1", name: "ci", created: moment, expires: moment + .seconds(60), budget: budget, policy: nil)
  }

  @Test("what was spent before is looked up once, however many ask at a time, and counted on")
  @LoopActor func counting() async {
    let (spending, grant) = (TokenSpending(), grant(.tokens(1)))
    let looks = Looks()
    let recall: TokenSpending.Recall = { _ in
      looks.count += 1
      await Task.yield()
      return QuotaUse(tokens: 100, requests: 1, money: 1)
    }
    // Nobody knows yet what was spent before: what is added now is in the store by then.
    spending.add(QuotaUse(tokens: 7), to: grant)
    async let first = spending.amount(of: grant, recall: recall)
    async let second = spending.amount(of: grant, recall: recall)
    #expect(await [first.tokens, second.tokens] == [100, 100])
    spending.add(QuotaUse(tokens: 7, requests: 1, money: 0.5), to: grant)
    #expect(
      await spending.amount(of: grant, recall: recall) == QuotaUse(tokens: 107, requests: 2, money: 1.5))
    #expect(looks.count == 1)
  }

  @Test("a store that does not answer costs nobody his answer, and is asked again")
  @LoopActor func silentStore() async {
    let (spending, grant) = (TokenSpending(), grant(.tokens(1)))
    #expect(await spending.amount(of: grant) { _ in nil } == QuotaUse())
    #expect(await spending.amount(of: grant) { _ in QuotaUse(tokens: 3) }.tokens == 3)
  }
}

/// How often something was looked up.
@LoopActor private final class Looks {
  var count = 0
}
