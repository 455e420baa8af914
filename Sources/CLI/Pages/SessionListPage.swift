import Gateway

/// The table of `ctxgw sessions`. What was sent and forwarded, and the cuts, are those of a session's latest turn that did
/// not go out untouched; they are blank where all did.
struct SessionListPage {
  let report: SessionListReport
  let now: Timestamp

  /// The table; one line in words when there is nothing to list.
  func text(on canvas: Canvas) -> String {
    guard !report.sessions.isEmpty else { return "No sessions.\n" }
    var table = Table([
      .init(title: "ID"), .init(title: "LAST TURN"), .init(title: "TITLE", least: 5),
      .init(title: "TURNS", isFigure: true), .init(title: "IN", isFigure: true),
      .init(title: "OUT", isFigure: true), .init(title: "TROUBLE", least: 8),
      .init(title: "CONTEXT", isFigure: true), .init(title: "CUTS", isFigure: true),
      .init(title: "EPOCHS", isFigure: true), .init(title: "TARGETS", least: 7),
    ])
    for session in report.sessions { table.append(row(of: session)) }
    return table.text(on: canvas)
  }

  private func row(of session: SessionSummary) -> [Table.Cell] {
    let isOwn = session.parent == nil
    return [
      .init(session.id, .cyan),
      .init(Phrases.age(of: session.lastAt, at: now), .dim),
      .init((isOwn ? "" : "↳ ") + session.name, isOwn ? .plain : .dim),
      .init(Phrases.grouped(session.turns)),
      .init(Phrases.tokens(session.inputTokens)),
      .init(Phrases.tokens(session.outputTokens)),
      .init(session.trouble, .red),
      .init(session.context?.sizes ?? ""),
      .init(session.context.map { Phrases.grouped($0.cuts) } ?? ""),
      .init(session.context.map { Phrases.grouped($0.epochs) } ?? ""),
      .init(session.targets.joined(separator: ", ").onOneLine),
    ]
  }
}

extension SessionSummary {
  /// The title, or what stands in for one.
  var name: String {
    let line = (title ?? "").onOneLine
    return line.isEmpty ? "(untitled)" : line
  }

  /// What did not go well, in words; empty when all did.
  var trouble: String {
    [failed > 0 ? "\(failed) failed" : "", cut > 0 ? "\(cut) cut" : ""].filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}

extension SessionSummary.Context {
  /// What was sent and what was forwarded: `84.2K→6.1K`.
  fileprivate var sizes: String { "\(Phrases.tokens(originalTokens))→\(Phrases.tokens(sentTokens))" }

  /// Parts shortened and messages left out, together.
  fileprivate var cuts: Int { strippedParts + droppedMessages }
}
