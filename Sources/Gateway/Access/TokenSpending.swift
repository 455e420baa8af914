import Reactor
import Upstream

/// What was spent with the issued tokens that have a budget. What was spent before this process is looked up once for each,
/// and counted on from there.
@LoopActor
final class TokenSpending {
  /// Looks up what was spent with a token; nil where that cannot be said now.
  typealias Recall = @LoopActor @Sendable (TokenGrant) async -> QuotaUse?

  /// How long looking up may take, in milliseconds. A disk that does not answer costs the operator some tokens, and not the
  /// client its answer.
  private static let patience = 1_000

  /// By the tokens' ids, of which a register holds not many.
  private var spent: [String: QuotaUse] = [:]
  private var recalls: [String: Task<QuotaUse?, Never>] = [:]

  /// Nothing is known yet.
  init() {}

  /// What was spent with a token.
  ///
  /// - Parameter recall: looks it up, where that was not done yet.
  func amount(of grant: TokenGrant, recall: @escaping Recall) async -> QuotaUse {
    if let known = spent[grant.id] { return known }
    // Asked for once, or what is counted meanwhile would be lost, or counted twice.
    let inquiry = recalls[grant.id] ?? spawn { await self.settle(grant, recall) }
    recalls[grant.id] = inquiry
    return await inquiry.value ?? QuotaUse()
  }

  /// Counts what an answer has cost. As long as nobody knows what was spent before, the store has it.
  func add(_ use: QuotaUse, to grant: TokenGrant) { spent[grant.id]? += use }

  private func settle(_ grant: TokenGrant, _ recall: @escaping Recall) async -> QuotaUse? {
    let amount = await withDeadline(milliseconds: Self.patience) { await recall(grant) }
    recalls[grant.id] = nil
    if let amount { spent[grant.id] = amount }
    return amount
  }
}
