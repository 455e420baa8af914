import Conversations

/// What a baseline has cut from the front of a history. Places are indices of messages.
struct HistoryCuts: Equatable {
  /// The first message that is still there.
  var live = 0
  /// Results before this message are notes.
  var masked = 0
  /// How many summaries have been written, each in place of the one before.
  var summaries = 0
  /// Whether the first task stays when what follows leaves.
  var pinsTask = false
}

/// A history with cuts made in it, and what it takes.
struct CutHistory {
  private let messages: [SizedMessage]
  private let noteTokens: Int
  /// The tokens of system prompt and tools.
  let fixedTokens: Int
  /// Where steps begin: the first message, and each of the model's.
  let steps: [Int]
  /// What is cut.
  var cuts: HistoryCuts

  init(of turn: PolicyTurn, noteTokens: Int, cuts: HistoryCuts) {
    let messages = turn.messages
    self.messages = messages
    fixedTokens = turn.fixedTokens
    steps = messages.indices.filter { $0 == 0 || messages[$0].role == .assistant }
    self.noteTokens = noteTokens
    self.cuts = cuts
  }

  /// All tokens of the prompt.
  var tokens: Int {
    let summary = cuts.summaries > 0 ? Self.summaryTokens : 0
    return messages.indices.reduce(fixedTokens + summary) { $0 + (isLive($1) ? tokens(of: $1) : 0) }
  }

  /// Drops whole steps from the front until no more than `limit` tokens are left, or one step.
  mutating func dropOldest(until limit: Int) {
    var left = tokens
    while left > limit, let next = steps.first(where: { $0 > cuts.live }) {
      left -= (cuts.live..<next).reduce(0) { $0 + (isPinned($1) ? 0 : tokens(of: $1)) }
      cuts.live = next
    }
  }

  /// Drops the older half of the steps.
  mutating func dropHalf() {
    let live = steps.filter { $0 >= cuts.live }
    cuts.live = live[live.count / 2]
  }

  /// Makes notes of the results before a step.
  mutating func mask(beforeStep step: Int) {
    if step > 0 { cuts.masked = max(cuts.masked, steps[step]) }
  }

  /// Makes notes of all results but the last so many, to the message.
  mutating func mask(allResultsBut kept: Int) {
    var left = kept
    for place in messages.indices.reversed() where messages[place].parts.contains(where: \.isResult) {
      if left <= 0 { return cuts.masked = max(cuts.masked, place + 1) }
      left -= messages[place].parts.count(where: \.isResult)
    }
  }

  /// The cuts as edits of the request.
  var plan: ContextPlan {
    var plan = ContextPlan(messages: messages.indices.map(edit))
    if cuts.summaries > 0 {
      plan.insertions = [ContextInsertion(place: cuts.live - 1, text: Self.summary(cuts.summaries))]
    }
    return plan
  }

  private func edit(_ place: Int) -> ContextPlan.MessageEdit {
    guard isLive(place) else { return .drop }
    let edits = messages[place].parts.map { part in
      part.isResult && place < cuts.masked ? ContextPlan.PartEdit.replace(MessageSizes.note) : part.edit
    }
    let isKept = edits.allSatisfy { if case .keep = $0 { true } else { false } }
    return isKept ? .keep : .edit(EditedMessage(parts: edits))
  }

  private func isLive(_ place: Int) -> Bool { place >= cuts.live || isPinned(place) }

  private func isPinned(_ place: Int) -> Bool { cuts.pinsTask && place == 0 }

  private func tokens(of place: Int) -> Int {
    let isMasked = place < cuts.masked
    return messages[place].parts.reduce(0) { $0 + (isMasked && $1.isResult ? noteTokens : $1.tokens) }
  }

  private static let summaryTokens = 500

  /// A text of about 500 tokens: eight words and a number, 45 times.
  private static func summary(_ number: Int) -> String {
    let lines = (1...45).map { "\($0). the agent looked at files and changed one" }
    return "Summary \(number) of the work so far:\n" + lines.joined(separator: "\n")
  }
}
