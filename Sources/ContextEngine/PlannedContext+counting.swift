import Conversations

extension PlannedContext {
  /// What is forwarded in tokens as they are counted here: without the ratio by which the report has them in the target's,
  /// which is that of the last epoch.
  public var countedTokens: Int { state.terms.budget.counted(report.sentTokens) }
}
