import Gateway

/// The page of `ctxgw sessions show`: the session's facts, its turns, and its messages if they are there. Of one turn also
/// the prompt that was forwarded; then only the answer is left of its messages.
struct SessionPage {
  let report: SessionReport
  let now: Timestamp

  /// The page.
  func text(on canvas: Canvas) -> String {
    var blocks = [facts(on: canvas)]
    blocks += report.turns.map { TurnBlock(turn: $0).text(on: canvas) }
    if let prompt { blocks.append(PromptBlock(prompt: prompt).text(on: canvas)) }
    blocks += messages.map { MessageBlock(message: $0).text(on: canvas) }
    return blocks.joined(separator: "\n")
  }

  /// The prompt of the only turn, if its blocks are there.
  private var prompt: PromptReport? {
    guard report.turns.count == 1, let prompt = report.turns[0].context, prompt.blocks != nil else {
      return nil
    }
    return prompt
  }

  private var messages: ArraySlice<MessageReport> {
    let messages = report.messages ?? []
    return messages.dropFirst(prompt == nil ? 0 : report.turns[0].messages)
  }

  private var context: String {
    guard let context = report.summary.context else { return "" }
    let sizes = "\(Phrases.grouped(context.originalTokens)) → \(Phrases.count(context.sentTokens, "token"))"
    return "\(sizes) at last, \(Phrases.count(context.epochs, "epoch"))"
  }

  private var recorded: String {
    let turns = Phrases.count(report.summary.turns, "turn")
    let messages = Phrases.count(report.summary.messages, "message")
    guard report.summary.branches > 1 else { return "\(turns), \(messages)" }
    return
      "\(turns), \(Phrases.count(report.summary.branches, "branch", plural: "branches")), \(messages) on the last"
  }

  private func facts(on canvas: Canvas) -> String {
    let summary = report.summary
    let tokens = "\(Phrases.tokens(summary.inputTokens)) in, \(Phrases.tokens(summary.outputTokens)) out"
    let facts: [(String, String)] = [
      ("title", summary.name),
      ("client", summary.client ?? "unknown"),
      ("kind", summary.kind),
      ("began", "\(Phrases.moment(summary.createdAt)), \(Phrases.age(of: summary.createdAt, at: now))"),
      ("last turn", "\(Phrases.moment(summary.lastAt)), \(Phrases.age(of: summary.lastAt, at: now))"),
      ("models", summary.models.joined(separator: ", ")),
      ("targets", summary.targets.joined(separator: ", ")),
      ("recorded", recorded),
      ("tokens", tokens),
      ("context", context),
      ("trouble", summary.trouble),
      ("sub-agent of", summary.parent ?? ""),
      ("sub-agents", report.children.joined(separator: ", ")),
      ("continues", summary.continues ?? ""),
      ("continued by", report.continuedBy.joined(separator: ", ")),
    ]
    let lines = facts.filter { !$0.1.isEmpty }.map { name, value in
      canvas.line(("  \(name.padded(to: 12))  ", .dim), (value.onOneLine, .plain))
    }
    return ([canvas.line(("Session \(summary.id)", .bold))] + lines).map { $0 + "\n" }.joined()
  }
}
