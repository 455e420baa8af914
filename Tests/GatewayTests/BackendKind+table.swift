import Upstream

@testable import Gateway

extension BackendTable {
  /// The program's own table.
  static let own: BackendTable = {
    do {
      return try BackendTable(ModelTableTests.data)
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

extension BackendKind {
  static let anthropic = BackendTable.own["anthropic"]!
  static let openai = BackendTable.own["openai"]!
  static let llamaServer = BackendTable.own["llama-server"]!
  static let lmstudio = BackendTable.own["lmstudio"]!
  static let ollama = BackendTable.own["ollama"]!
}
