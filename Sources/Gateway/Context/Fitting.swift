import ContextEngine
import Conversations

/// A request made to fit its target, and what is to be kept of that once the backend has taken it.
struct Fitting: Sendable {
  /// Whose state it is.
  let key: ContextKey
  /// What is forwarded, the state after it, and what was done.
  let planned: PlannedContext
  /// What it was made to fit.
  let budget: ContextBudget
  /// The target's window as its server, the operator or the table says: what `budget` has is smaller where an overflow has
  /// taught better.
  let knownWindow: ContextWindow
  /// How.
  let settings: ContextSettings
  /// The tokenizer that counted.
  let tokenizer: String
  /// Whether the conversation goes on from here; a side request leaves no trace in it.
  let movesOn: Bool

  /// What is forwarded.
  var plan: ContextPlan { planned.plan }
  /// What was done.
  var report: ContextReport { planned.report }
  /// What was forwarded, in tokens as they are counted here, without what was learned from the backend.
  var estimatedTokens: Int { Int((Double(report.sentTokens) / budget.ratio).rounded()) }
  /// What the client is told of the cost.
  var usage: UsageReporting { UsageReporting(settings, report: report) }
}
