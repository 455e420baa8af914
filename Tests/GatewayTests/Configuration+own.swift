import Upstream

@testable import Gateway

extension PolicyLibrary {
  /// The program's own policies.
  static let own: PolicyLibrary = {
    do {
      return try PolicyLibrary(ModelTableTests.data, Environment([:]), .own)
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

extension Configuration {
  /// The configuration of a gateway nobody has configured, with the program's own policies.
  init(store: StoreConfiguration, table: BackendTable) {
    self.init(store: store, table: table, policies: .own)
  }
}
