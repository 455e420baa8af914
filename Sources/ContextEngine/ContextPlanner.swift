import Conversations
import Tokens

/// Decides what of a request is forwarded to one target. Pure: the same request, state, budget and hints give the same plan.
///
/// Between epochs the forwarded prompt only grows at its end: what is known is said again as it was said first, what is
/// new is taken in. An epoch makes the prompt anew from its front (`Epoch`).
public struct ContextPlanner: Sendable {
  private let settings: ContextSettings
  private let ladder: FixedPartLadder

  /// A planner.
  ///
  /// - Parameters:
  ///   - settings: how a conversation is made to fit.
  ///   - toolTexts: short descriptions of known tools.
  public init(settings: ContextSettings, toolTexts: ToolTexts = ToolTexts()) {
    self.settings = settings
    ladder = FixedPartLadder(texts: toolTexts, settings: settings)
  }

  /// Plans a request.
  ///
  /// - Parameters:
  ///   - draft: the request.
  ///   - state: what was planned for this conversation and target before; nil for the first time.
  ///   - budget: what the prompt may take. A changed one holds from the next epoch on.
  ///   - hints: what happened since.
  ///   - counter: counts as the target does. It must be the same for one state.
  /// - Throws: `ContextOverflow` when nothing that is still the conversation fits.
  public func plan(
    _ draft: ContextDraft, after state: ContextState?, within budget: ContextBudget, hints: ContextHints,
    counting counter: inout PromptCounter
  ) throws(ContextOverflow) -> PlannedContext {
    if case .off = settings.strategy { return try .untouched(draft, within: budget, counting: &counter) }
    var planning = Planning(draft, after: state, within: budget, hints, settings, ladder, counter.template)
    return try planning.run(counting: &counter)
  }
}
