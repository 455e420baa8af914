import Upstream

extension BackendTable {
  /// The table of a data directory.
  ///
  /// - Throws: `DataError` that names the file and the place in it.
  public init(_ data: DataDirectory) throws(DataError) {
    let root = try data.document(data.backends)
    do throws(BackendTableFault) {
      try self.init(root)
    } catch {
      throw DataError(path: data.backends, message: error.message)
    }
  }
}
