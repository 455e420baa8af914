import ContextEngine
import Wire

extension ToolTexts {
  /// The largest table that is read, in bytes.
  private static let mostBytes = 1 << 20

  /// The table of a data directory; none without one.
  ///
  /// - Throws: `DataError` that names the file and what is wrong.
  init(_ data: DataDirectory?) throws(DataError) {
    guard let path = data?.tools else {
      self.init()
      return
    }
    do {
      self = try ToolTexts(try JSONDocument(parsing: try FileContents.read(path, limit: Self.mostBytes)).root)
    } catch {
      throw DataError(path: path, message: "\(error)")
    }
  }
}
