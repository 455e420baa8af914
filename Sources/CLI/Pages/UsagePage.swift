import Gateway

/// The table of `ctxgw usage`.
struct UsagePage {
  let report: UsageReport

  /// The table with its sum; one line in words when nothing was used.
  func text(on canvas: Canvas) -> String {
    let span = report.days == 1 ? "the last day" : "the last \(report.days) days"
    guard !report.rows.isEmpty else { return "Nothing was used in \(span).\n" }
    var table = Table([
      .init(title: report.grouping.rawValue.uppercased(), least: 12), .init(title: "TURNS", isFigure: true),
      .init(title: "INPUT", isFigure: true), .init(title: "CACHE READ", isFigure: true),
      .init(title: "CACHE WRITE", isFigure: true), .init(title: "OUTPUT", isFigure: true),
      .init(title: "FAILED", isFigure: true),
    ])
    for row in report.rows { table.append(cells(of: row, .plain)) }
    if report.rows.count > 1 { table.append(cells(of: report.total, .bold)) }
    return table.text(on: canvas)
  }

  private func cells(of row: UsageReport.Row, _ style: Style) -> [Table.Cell] {
    let figures = [
      row.turns, row.inputTokens, row.cacheReadTokens, row.cacheWriteTokens, row.outputTokens,
    ].map { Table.Cell(Phrases.grouped($0), style) }
    let failed = Table.Cell(Phrases.grouped(row.failed), row.failed > 0 ? .red : style)
    return [.init(row.key.onOneLine, style)] + figures + [failed]
  }
}
