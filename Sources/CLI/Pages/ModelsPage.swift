import Gateway

/// The tables of `ctxgw models`: the models, then the backends that something is to be said of.
struct ModelsPage {
  let report: ModelsReport

  /// The page.
  func text(on canvas: Canvas) -> String {
    let models = report.models.isEmpty ? "No models.\n" : modelTable.text(on: canvas)
    let backends = report.backends.compactMap(line)
    return models + (backends.isEmpty ? "" : "\n" + backends.joined())
  }

  private var modelTable: Table {
    var table = Table([
      .init(title: "NAME", least: 12), .init(title: "BACKEND"), .init(title: "WINDOW", isFigure: true),
      .init(title: ""), .init(title: "TOOLS"), .init(title: "VISION"), .init(title: "IN $/M", isFigure: true),
      .init(title: "OUT $/M", isFigure: true), .init(title: "LOADED"), .init(title: "ALIAS", least: 12),
    ])
    for model in report.models { table.append(row(of: model)) }
    return table
  }

  private func row(of model: ModelsReport.Model) -> [Table.Cell] {
    [
      .init(model.id.onOneLine, .cyan),
      .init(model.backend.onOneLine),
      .init(model.window.map { Phrases.grouped($0) } ?? "?"),
      .init(model.windowSource ?? "", model.windowSource == "assumed" ? .yellow : .dim),
      .init(model.tools == "native" ? "yes" : model.tools == "none" ? "no" : model.tools),
      .init(model.seesImages ? "yes" : "no"),
      .init(model.price.map { Self.dollars($0.input) } ?? ""),
      .init(model.price.map { Self.dollars($0.output) } ?? ""),
      .init(model.isLocal ? (model.isLoaded ? "loaded" : "no") : "", model.isLoaded ? .green : .dim),
      .init(model.alias ?? "", .dim),
    ]
  }

  /// A backend of which something is to be said; nil for one that has told its models.
  private func line(of backend: ModelsReport.Backend) -> String? {
    let state: String? =
      switch backend.state {
      case .ready: nil
      case .loading: "still loading its model"
      case .locked: "wants a key: key_env or key_file"
      case .foreign: "answers, but is not a \(backend.kind)"
      case .absent: "does not answer: \(backend.problem ?? "")"
      case .unasked:
        backend.showsClientCredentials
          ? "any of the vendor's models, with the client's own key or login" : "not asked for its models"
      }
    return state.map { "\(backend.name)  \(backend.url)  \($0)\n" }
  }

  /// Two places after the point, and more only where they say something.
  private static func dollars(_ amount: Double) -> String {
    let thousandths = Int((amount * 1000).rounded())
    let digits = String(thousandths % 1000 + 1000).dropFirst()
    return "\(thousandths / 1000).\(digits.last == "0" ? digits.dropLast() : digits)"
  }
}
