import Conversations

/// A baseline at work on one line of a conversation.
struct Baseline: ForwardingPolicy {
  private let rule: BaselineRule
  private let noteTokens: Int
  private var cuts = HistoryCuts()
  private var lastLook = 0

  init(_ rule: BaselineRule, noteTokens: Int) {
    self.rule = rule
    self.noteTokens = noteTokens
  }

  mutating func forward(_ turn: PolicyTurn) -> PolicyDecision {
    if case .passThrough = rule { return PolicyDecision(plan: .untouched, isEpoch: false) }
    if case .serverHalving = rule { return halved(turn) }
    let before = cuts
    var history = CutHistory(of: turn, noteTokens: noteTokens, cuts: cuts)
    cut(&history, turn.window.limit)
    cuts = history.cuts
    return PolicyDecision(plan: history.plan, isEpoch: cuts != before)
  }

  private mutating func cut(_ history: inout CutHistory, _ limit: Int) {
    switch rule {
    case .passThrough, .serverHalving: break
    case .slide: history.dropOldest(until: limit)
    case .mask(let keep, let every):
      if history.steps.count - lastLook >= every {
        lastLook = history.steps.count
        history.mask(beforeStep: history.steps.count - keep)
      }
      if history.tokens > limit { history.dropHalf() }
      history.dropOldest(until: limit)
    case .clear(let keep):
      guard history.tokens > limit else { return }
      history.mask(allResultsBut: keep)
      history.dropOldest(until: history.fixedTokens + (limit - history.fixedTokens) / 2)
    case .dropHalf:
      if history.tokens > limit { history.dropHalf() }
      history.dropOldest(until: limit)
    case .summariseHalf:
      guard history.tokens > limit else { return }
      history.cuts.summaries += 1
      history.dropOldest(until: history.fixedTokens + (limit - history.fixedTokens) / 2)
    case .hysteresis(let lowWater, let pinsTask):
      history.cuts.pinsTask = pinsTask
      guard history.tokens > limit else { return }
      history.dropOldest(until: history.fixedTokens + Int(lowWater * Double(limit - history.fixedTokens)))
    }
  }

  /// The server looks at each prompt afresh.
  private func halved(_ turn: PolicyTurn) -> PolicyDecision {
    let sizes = turn.messages.map { message in message.parts.reduce(0) { $0 + $1.wholeTokens } }
    guard turn.fixedTokens + sizes.reduce(0, +) > turn.window.tokens else {
      return PolicyDecision(plan: .untouched, isEpoch: false)
    }
    var room = turn.window.tokens / 2 - turn.fixedTokens
    var first = sizes.count
    while first > 0, sizes[first - 1] <= room || first == sizes.count {
      first -= 1
      room -= sizes[first]
    }
    let edits = sizes.indices.map { $0 < first ? ContextPlan.MessageEdit.drop : .keep }
    return PolicyDecision(plan: ContextPlan(messages: edits), isEpoch: true)
  }
}
