import Gateway

/// What `ctxgw route` prints: what the request is, which rule takes it, and its targets one after the other.
struct RoutePage {
  let report: RouteReport

  /// The page.
  func text(on canvas: Canvas) -> String {
    var page = facts.map { name, text in
      canvas.line((name.padded(to: 12), .bold), (text.onOneLine, .plain)) + "\n"
    }.joined()
    if !report.evidence.isEmpty { page += "\n" + evidence.text(on: canvas) }
    if let failure = report.failure { page += "\n" + canvas.line((failure.onOneLine, .red)) + "\n" }
    if !report.targets.isEmpty { page += "\n" + targets.text(on: canvas) }
    if !report.skipped.isEmpty { page += "\n" + skipped.text(on: canvas) }
    return page
  }

  private var facts: [(String, String)] {
    var facts = [
      ("model", report.model), ("kind", "\(report.kind) (\(report.mark))"), ("complexity", report.complexity),
      ("policy", report.policy),
    ]
    if let rule = report.rule {
      facts.append(("rule", rule + (report.place.map { " (\($0))" } ?? "")))
    }
    if let tier = report.tier { facts.append(("tier", tier)) }
    if report.isLocalOnly { facts.append(("privacy", "nothing leaves this machine and its network")) }
    return facts + report.notes.map { ("note", $0) }
  }

  private var evidence: Table {
    var table = Table([
      .init(title: "EVIDENCE"), .init(title: "WEIGHT", isFigure: true), .init(title: "FOUND", least: 12),
    ])
    for evidence in report.evidence {
      let weight = evidence.weight > 0 ? "+\(evidence.weight)" : "\(evidence.weight)"
      table.append([
        .init(evidence.rule), .init(weight, evidence.weight > 0 ? .yellow : .green),
        .init(evidence.finding.onOneLine, .dim),
      ])
    }
    return table
  }

  private var targets: Table {
    var table = Table([
      .init(title: "", isFigure: true), .init(title: "TARGET", least: 12),
      .init(title: "WINDOW", isFigure: true), .init(title: ""), .init(title: "PLAN", least: 12),
      .init(title: "ORIGINAL", isFigure: true), .init(title: "SENT", isFigure: true),
      .init(title: "STRIPPED", isFigure: true), .init(title: "DROPPED", isFigure: true),
    ])
    for (number, target) in report.targets.enumerated() { table.append(row(number + 1, target)) }
    return table
  }

  private func row(_ number: Int, _ target: RouteReport.Target) -> [Table.Cell] {
    [
      .init("\(number)", .dim), .init(target.name.onOneLine, .cyan),
      .init(target.window.map { Phrases.grouped($0) } ?? "?"),
      .init(target.windowSource ?? "", target.windowSource == "assumed" ? .yellow : .dim),
    ] + plan(target.plan)
  }

  private func plan(_ plan: RouteReport.Target.Plan) -> [Table.Cell] {
    let nothing = Array(repeating: Table.Cell(""), count: 4)
    switch plan {
    case .untouched: return [.init("as it came", .green)] + nothing
    case .refused(let reason): return [.init(reason.onOneLine, .red)] + nothing
    case .fitted(let prompt):
      return [.init("made to fit", .yellow)]
        + [prompt.originalTokens, prompt.sentTokens, prompt.strippedParts, prompt.droppedMessages].map {
          Table.Cell(Phrases.grouped($0))
        }
    }
  }

  private var skipped: Table {
    var table = Table([.init(title: "NOT TRIED", least: 12), .init(title: "BECAUSE", least: 12)])
    for skipped in report.skipped {
      table.append([.init(skipped.target.onOneLine), .init(skipped.reason.onOneLine, .dim)])
    }
    return table
  }
}
