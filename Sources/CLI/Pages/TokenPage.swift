import Gateway

/// What `ctxgw tokens` prints.
struct TokenPage {
  let report: TokenReport

  /// The table by part, or one line for a text; then how it was counted.
  func text(on canvas: Canvas) -> String {
    let count = report.input == .text ? Phrases.count(report.total, "token") + "\n" : table.text(on: canvas)
    return count + "\n" + (provenance + size).map { $0 + "\n" }.joined()
  }

  private var table: Table {
    var table = Table([
      .init(title: "PART", least: 8), .init(title: "PIECES", isFigure: true),
      .init(title: "TOKENS", isFigure: true), .init(title: "SHARE", isFigure: true),
    ])
    for row in report.rows {
      table.append([
        .init(row.part.map { $0 == "_" ? " " : String($0) }.joined()),
        .init(Phrases.grouped(row.pieces)), .init(Phrases.grouped(row.tokens)), .init(share(of: row.tokens)),
      ])
    }
    table.append([
      .init("total", .bold), .init(""), .init(Phrases.grouped(report.total), .bold), .init(""),
    ])
    return table
  }

  private var provenance: [String] {
    guard let model = report.model else {
      return [
        "The model \(report.name.onOneLine) is not in the table.",
        "Estimated by the number of bytes; a name from the table counts better.",
      ]
    }
    let reason = model.pattern.map { "by the pattern \($0)" } ?? "by its id"
    return ["The model is \(model.id) in the table, found \(reason).", method(of: model)]
  }

  private func method(of model: TokenReport.Model) -> String {
    guard let vocabulary = model.vocabulary else { return "Estimated by the number of bytes." }
    if report.isExact { return "Counted by its own vocabulary, \(vocabulary)." }
    guard !model.factors.isEmpty else {
      return "Counted by its own vocabulary, \(vocabulary); what template and pictures add is an estimate."
    }
    let factors = model.factors.map { "\($0.kind) x \($0.factor)" }.joined(separator: ", ")
    return "Estimated for \(model.tokenizer) by the vocabulary \(vocabulary): \(factors)."
  }

  private var size: [String] {
    guard let window = report.model?.window else { return [] }
    return [
      "That is \(percent(report.total, of: window)) of its window of \(Phrases.grouped(window)) tokens."
    ]
  }

  private func share(of tokens: Int) -> String { percent(tokens, of: max(report.total, 1)) }

  private func percent(_ part: Int, of whole: Int) -> String {
    let tenths = Int((Double(part) * 1000 / Double(whole)).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
