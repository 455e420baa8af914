import Gateway

/// The model a client is set up with.
struct ModelChoice {
  private let report: ModelsReport?
  /// The model; nil leaves it to the client.
  let model: ModelsReport.Model?

  /// Finds the model of a name, or the one that is loaded for a client that cannot do without. Nobody is asked where
  /// nothing depends on it.
  static func of(_ name: String?, for program: ClientProgram, in inventory: Inventory) async throws -> Self {
    guard name != nil || program.needsModel else { return ModelChoice(report: nil, model: nil) }
    let report = try await inventory.models()
    if let name {
      guard let model = report.model(named: name) else { throw ModelChoiceError.unknown(name, report) }
      return ModelChoice(report: report, model: model)
    }
    guard let model = report.standIn else { throw ModelChoiceError.noneLoaded }
    return ModelChoice(report: report, model: model)
  }

  /// What a client must be told.
  func setup(_ program: ClientProgram, at connection: ClientConnection) -> ClientSetup {
    ClientSetup(
      program, at: connection, model: model,
      bringsCredentials: model.map { report?.bringsCredentials($0) == true } ?? true)
  }
}

/// Why no model could be chosen.
enum ModelChoiceError: Error, CustomStringConvertible {
  /// Nobody has one of this name.
  case unknown(String, ModelsReport)
  /// None was named, and no local server has one loaded.
  case noneLoaded

  var description: String {
    switch self {
    case .unknown(let name, let report):
      "nobody has a model '\(name)'\(Suggestion.sentence(for: name, among: report.models.map(\.id))); "
        + "ctxgw models lists those there are"
    case .noneLoaded:
      "no local server has a model loaded; name one with --model (ctxgw models lists those there are)"
    }
  }
}
