import ContextEngine

extension ToolTexts {
  /// Reads the descriptions of a data directory.
  ///
  /// - Throws: `DataError` that names the file and the place in it.
  public init(_ data: DataDirectory) throws(DataError) {
    let root = try data.document(data.tools)
    do throws(Fault) {
      try self.init(root)
    } catch {
      throw DataError(path: data.tools, message: error.description)
    }
  }
}
