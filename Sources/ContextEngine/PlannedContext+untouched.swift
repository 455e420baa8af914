import Conversations
import Tokens
import Wire

extension PlannedContext {
  /// A request that goes out as it came, counted.
  ///
  /// - Throws: `ContextOverflow` when it does not fit.
  static func untouched(
    _ draft: ContextDraft, within budget: ContextBudget, counting counter: inout PromptCounter
  ) throws(ContextOverflow) -> PlannedContext {
    let tools = draft.tools.filter { !$0.isDeferred }
    var (system, offered, said) = (0, 0, 0)
    for part in draft.system { system += counter.count(part, saidBy: .system) }
    for tool in tools {
      offered += tool.source.withBytes { counter.count(String(decoding: $0, as: UTF8.self), as: .json) }
    }
    var counted: [MessageCount] = []
    for message in draft.request.messages {
      let name = message.source.withBytes { Fingerprint(of: $0) }
      if let known = draft.counts[name] {
        said += known.reduce(0, +)
        continue
      }
      var counts: [Int] = []
      for part in draft.parts(message.source) { counts.append(counter.count(part, saidBy: message.role)) }
      counted.append(MessageCount(source: name, parts: counts))
      said += counts.reduce(0, +)
    }
    let around = counter.template.tokens(messages: draft.request.messages.count + 1, tools: tools.count)
    let total = budget.told(system + offered + said + around)
    guard total <= budget.limit else {
      let parts = [
        ContextOverflow.Part(name: "messages", tokens: budget.told(said)),
        ContextOverflow.Part(name: "tools", tokens: budget.told(offered)),
        ContextOverflow.Part(name: "system prompt", tokens: budget.told(system)),
      ]
      throw ContextOverflow(
        tokens: total, limit: budget.limit,
        biggest: parts.filter { $0.tokens > 0 }.sorted { $0.tokens > $1.tokens })
    }
    var plan = ContextPlan.untouched
    plan.tokens = total
    return PlannedContext(
      plan: plan, state: ContextState(offer: ClientOffer(of: draft), budget: budget),
      report: ContextReport(
        originalTokens: total, sentTokens: total, window: budget.window, limit: budget.limit,
        reserve: budget.reserve),
      countedTokens: system + offered + said + around, counted: counted, removed: nil)
  }
}
