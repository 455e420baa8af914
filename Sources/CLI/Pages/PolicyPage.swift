import Gateway

/// The table of `ctxgw policy list`.
struct PolicyListPage {
  let report: PolicyListReport

  /// The page.
  func text(on canvas: Canvas) -> String {
    var table = Table([
      .init(title: ""), .init(title: "NAME"), .init(title: "TIERS", least: 12),
      .init(title: "FILE", least: 12),
    ])
    for row in report.rows {
      table.append([
        .init(row.isInForce ? "*" : "", .green), .init(row.name.onOneLine, .cyan),
        row.problem.map { Table.Cell($0.onOneLine, .red) } ?? Table.Cell(row.tiers.joined(separator: ", ")),
        .init(row.file ?? "in the configuration", .dim),
      ])
    }
    return table.text(on: canvas) + canvas.line(("* is in force", .dim)) + "\n"
  }
}

/// What `ctxgw policy check` prints.
struct PolicyPage {
  let report: PolicyReport

  /// The page: what is wrong, or that all is well, and what has no effect.
  func text(on canvas: Canvas) -> String {
    let problems = report.problems.map { canvas.line(($0.onOneLine, .red)) }
    let warnings = report.warnings.map { canvas.line(($0.onOneLine, .yellow)) }
    return (problems + verdict(on: canvas) + warnings).map { $0 + "\n" }.joined()
  }

  private func verdict(on canvas: Canvas) -> [String] {
    guard let name = report.name else { return [] }
    let size = "\(Phrases.count(report.tiers, "tier")), \(Phrases.count(report.rules, "rule"))"
    return [canvas.line(("\(name.onOneLine) is in order", .green), (": \(size)", .plain))]
  }
}
