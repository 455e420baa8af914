import Gateway

/// The page of `ctxgw status`: the gateway, a block for every backend, and who is being answered.
struct StatusPage {
  let report: StatusReport

  /// The page.
  func text(on canvas: Canvas) -> String {
    let width = report.backends.map(\.name.onOneLine.displayWidth).max() ?? 0
    let backends = report.backends.map {
      BackendBlock(backend: $0, now: report.at, nameWidth: width).text(on: canvas)
    }
    let exchanges = report.exchanges.isEmpty ? [] : [table.text(on: canvas)]
    let verdict = canvas.paragraph(verdict, .plain, indent: 0).map { $0 + "\n" }.joined()
    return ([gateway(on: canvas), backends.joined()] + exchanges + [verdict])
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func gateway(on canvas: Canvas) -> String {
    let sources = report.sources
    let streams = "\(report.exchanges.count) of \(Phrases.count(report.mostExchanges, "stream"))"
    let state = report.isStopping ? "stopping, " : ""
    let age = Phrases.age(of: sources.loadedAt, at: report.at)
    let files = sources.files.isEmpty ? "no file" : sources.files.joined(separator: ", ")
    var lines = [
      canvas.line(
        ("ctxgw \(report.version)", .bold), ("  \(state)", .red),
        ("up \(Phrases.span(from: report.startedAt, to: report.at)), \(streams)", .plain))
    ]
    lines += canvas.paragraph("policy \(sources.policy), from \(files), read \(age)", .plain, indent: 2)
    if let problem = sources.problem {
      let text = "the files as they are now are not in force: \(problem.message)"
      let age = Phrases.age(of: problem.at, at: report.at)
      lines += canvas.paragraph("\(text) (\(age))", .red, indent: 2)
    }
    if !sources.awaitingRestart.isEmpty {
      let settings = sources.awaitingRestart.joined(separator: ", ")
      lines += canvas.paragraph("restart to apply \(settings)", .yellow, indent: 2)
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private var table: Table {
    var table = Table([
      .init(title: "SESSION"), .init(title: "KIND"), .init(title: "FOR", isFigure: true),
      .init(title: "TARGET", least: 8), .init(title: "MODEL", least: 8),
    ])
    for exchange in report.exchanges {
      table.append([
        .init(exchange.session.onOneLine, .cyan), .init(exchange.kind.onOneLine),
        .init(Phrases.span(from: exchange.since, to: report.at)), .init(exchange.target?.onOneLine ?? "…"),
        .init(exchange.model.onOneLine, .dim),
      ])
    }
    return table
  }

  private var verdict: String {
    let unusable = report.backends.count { !$0.isUsable }
    let held = report.backends.reduce(0) { sum, backend in
      sum + (backend.isUsable ? backend.models.count { $0.hold != nil } : 0)
    }
    let troubles = [
      report.sources.problem == nil ? nil : "the configuration is not in force",
      unusable > 0
        ? "\(unusable) of \(Phrases.count(report.backends.count, "backend")) cannot be used" : nil,
      held > 0 ? "\(Phrases.count(held, "model")) left alone for a time" : nil,
    ].compactMap { $0 }.joined(separator: ", ")
    return troubles.isEmpty ? "All is well." : troubles.prefix(1).uppercased() + troubles.dropFirst() + "."
  }
}

extension StatusReport.Backend {
  /// Whether requests can go there, as far as anybody knows.
  var isUsable: Bool {
    switch state {
    case .ready, .unasked, .loading: hold == nil && !quotas.contains { $0.roomAt != nil }
    case .locked, .foreign, .absent: false
    }
  }
}
