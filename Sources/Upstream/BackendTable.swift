import Wire

/// The kinds of backends that this program knows. They are data: a vendor of a known dialect is a row and no code.
public struct BackendTable: Sendable, Equatable {
  /// The kinds, in the order in which they are named to people and looked for on this machine.
  public let kinds: [BackendKind]

  /// The kind of a name.
  public subscript(_ name: String) -> BackendKind? { kinds.first { $0.name == name } }

  /// Reads the table from its document.
  ///
  /// - Throws: `BackendTableFault` that names the row and what is wrong with it.
  public init(_ root: JSONValue) throws(BackendTableFault) {
    guard let rows = root["kinds"], rows.kind == .array, rows.count > 0 else {
      throw BackendTableFault("kinds: must be a list of rows")
    }
    var kinds: [BackendKind] = []
    var read: [String: BackendTableRow] = [:]
    for value in rows.elements {
      let row = try BackendTableRow(value, after: read)
      guard read.updateValue(row, forKey: row.name) == nil else {
        throw BackendTableFault("\(row.name): is there twice")
      }
      kinds.append(try BackendKind(row))
    }
    self.kinds = kinds
  }
}

/// What is wrong in the table of backends.
public struct BackendTableFault: Error, Sendable, Equatable {
  /// The row and its member, and what should be there.
  public let message: String

  init(_ message: String) { self.message = message }
}
