import Conversations
import Reactor
import Store
import Upstream

/// Keeps the holders of issued tokens to their budgets. Requests that are under way at the same time may go beyond one
/// together: what an answer costs is known when it is there.
@LoopActor
struct TokenBudgets {
  let store: ConversationStore
  let prices: Prices
  let spending: TokenSpending

  /// Refuses a request whose token has spent its budget.
  func check(_ grant: TokenGrant?) async throws(ClientError) {
    guard let grant, let budget = grant.budget else { return }
    let spent = await spending.amount(of: grant) { [store, prices] grant in
      await store.usage(ofToken: grant.name, since: grant.created.milliseconds)?.reduce(into: QuotaUse()) {
        $0 += QuotaUse($1.usage, price: prices[$1.backend, $1.model], requests: $1.answers)
      }
    }
    guard let limit = budget.reached(by: spent) else { return }
    throw ClientError(
      .billing,
      "the token '\(grant.name)' has spent its budget of \(limit); the gateway's operator can issue another",
      shouldRetry: false)
  }

  /// Counts what a turn has cost.
  func note(_ turn: Turn, by grant: TokenGrant?) {
    guard let grant, grant.budget != nil, let usage = turn.usage, let target = turn.target else { return }
    spending.add(QuotaUse(usage, price: prices[target.backend, target.model]), to: grant)
  }
}

extension TokenBudget {
  /// The budget in words, where it is spent; nil where something is left.
  fileprivate func reached(by spent: QuotaUse) -> String? {
    switch self {
    case .tokens(let most): spent.tokens >= most ? "\(most) tokens" : nil
    case .money(let most): spent.money >= most ? "\(most) dollars" : nil
    }
  }
}
