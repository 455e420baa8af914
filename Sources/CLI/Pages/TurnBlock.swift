import Gateway

/// One turn on the page of a session: what it was, how it ended, what it cost, how long it took.
struct TurnBlock {
  let turn: TurnReport

  /// A few lines, each ending in a line feed.
  func text(on canvas: Canvas) -> String {
    var lines = [heading(on: canvas)]
    lines += turn.alarms.flatMap { canvas.paragraph($0, .alarm, indent: 2) }
    lines += [origin, route, routing, context, cost, time].filter { !$0.isEmpty }
      .flatMap { canvas.paragraph($0, .plain, indent: 2) }
    lines += hops.flatMap { canvas.paragraph($0.text, $0.style, indent: 2) }
    lines += turn.edits.flatMap { canvas.paragraph("edited: \($0)", .yellow, indent: 2) }
    if let failure = turn.failure {
      lines += canvas.paragraph("\(failure.type): \(failure.message)", .red, indent: 2)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func heading(on canvas: Canvas) -> String {
    let ending = [outcome, turn.stopReason].compactMap { $0 }.joined(separator: ", ").onOneLine
    return canvas.line(
      ("Turn \(turn.number)", .bold), ("  \(turn.kind)  \(Phrases.moment(turn.receivedAt))  ", .plain),
      (ending, style))
  }

  private var outcome: String {
    switch turn.outcome {
    case "completed": "completed"
    case "failed": turn.status == 0 ? "failed" : "failed with status \(turn.status)"
    case "cut": "the answer broke off"
    case "client-gone": "the client went away"
    default: turn.outcome
    }
  }

  private var style: Style {
    switch turn.outcome {
    case "completed": .green
    case "client-gone": .yellow
    default: .red
    }
  }

  private var origin: String {
    if let depth = turn.forkedAt {
      return "branch \(turn.branch), forked after \(Phrases.count(depth, "message"))"
    }
    return turn.branch == 0 ? "" : "branch \(turn.branch)"
  }

  private var route: String {
    let place = turn.target.map { "\(turn.model) → \($0)" } ?? "\(turn.model), sent nowhere"
    let reason = turn.rule.isEmpty ? "" : " (\(turn.rule))"
    let tries = turn.attempts > 1 ? ", \(Phrases.count(turn.attempts, "attempt"))" : ""
    return place + reason + tries
  }

  /// By which tier, and what spoke for it.
  private var routing: String {
    let routing = turn.routing
    let facts = [
      routing.tier.map { "tier \($0)" }, routing.complexity, routing.isLocalOnly ? "local only" : nil,
      routing.token.map { "token \($0)" },
    ].compactMap { $0 }.joined(separator: ", ")
    let evidence = routing.evidence.joined(separator: "; ")
    return [facts, evidence].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  /// The targets in their order, where more is to be said of them than that the only one was asked.
  private var hops: [(text: String, style: Style)] {
    guard turn.hops.count > 1 || turn.hops.contains(where: { $0.outcome == "skipped" }) else { return [] }
    return turn.hops.map { hop in
      let span = Phrases.span(milliseconds: hop.endMilliseconds - hop.startMilliseconds)
      let after = hop.outcome == "skipped" ? "" : " after \(span)"
      let reason = hop.failure.map { ": \($0.type): \($0.message)" } ?? ""
      return (
        "\(hop.target) \(hop.outcome)\(after)\(reason)", hop.outcome == "answered" ? .plain : .yellow
      )
    }
  }

  private var context: String {
    guard let prompt = turn.context else { return "" }
    let sizes = [prompt.originalTokens, prompt.sentTokens].map(Phrases.grouped).joined(separator: " → ")
    let facts = [
      "\(sizes) of \(Phrases.count(prompt.window, "token"))",
      prompt.strippedParts > 0 ? "\(Phrases.count(prompt.strippedParts, "part")) shortened" : "",
      prompt.droppedMessages > 0 ? "\(Phrases.count(prompt.droppedMessages, "message")) dropped" : "",
      prompt.epoch.map { "epoch (\($0))" } ?? "",
    ]
    return "context: " + facts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  private var cost: String {
    var facts = [Phrases.count(turn.messages, "message")]
    if let usage = turn.usage {
      facts.append(
        "\(Phrases.tokens(usage.input + usage.cacheRead + usage.cacheWrite)) tokens in\(cache(usage))")
      facts.append("\(Phrases.tokens(usage.output)) out")
    }
    facts.append("\(Phrases.bytes(turn.requestBytes)) → \(Phrases.bytes(turn.responseBytes))")
    return facts.joined(separator: ", ")
  }

  private func cache(_ usage: TurnReport.Tokens) -> String {
    let parts = [
      usage.cacheRead > 0 ? "\(Phrases.tokens(usage.cacheRead)) from cache" : "",
      usage.cacheWrite > 0 ? "\(Phrases.tokens(usage.cacheWrite)) to cache" : "",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }

  private var time: String {
    [
      turn.headMilliseconds.map { "head after \(Phrases.span(milliseconds: $0))" },
      turn.firstEventMilliseconds.map { "first event after \(Phrases.span(milliseconds: $0))" },
      "over after \(Phrases.span(milliseconds: turn.totalMilliseconds))",
      turn.isStreamed ? "streamed" : nil,
    ].compactMap { $0 }.joined(separator: ", ")
  }
}
