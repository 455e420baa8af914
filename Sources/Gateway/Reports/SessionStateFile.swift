#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The file in which `ctxgw fit` keeps a conversation's state between requests.
public struct SessionStateFile: Sendable {
  /// The largest state that is read, in bytes.
  private static let mostBytes = 64 << 20

  private let path: String

  /// The file of this path, which need not be there.
  public init(path: String) { self.path = path }

  /// The state; nil when there is no file yet.
  public func contents() throws(DataError) -> [UInt8]? {
    do throws(FileContents.Failure) {
      return try FileContents.read(path, limit: Self.mostBytes)
    } catch {
      if case .missing = error { return nil }
      throw DataError(path: path, message: "cannot be read: \(error)")
    }
  }

  /// Puts another state in its place, in one piece: whoever reads gets the old or the new one.
  public func replace(with state: [UInt8]) throws(DataError) {
    let draft = path + ".new"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(draft) }
    defer { close(file) }
    var written = 0
    while written < state.count {
      let count = state.withUnsafeBytes { write(file, $0.baseAddress! + written, state.count - written) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(draft) }
      written += count
    }
    guard rename(draft, path) == 0 else { throw failure(path) }
  }

  private func failure(_ path: String) -> DataError {
    DataError(path: path, message: "cannot be written: \(String(cString: strerror(errno)))")
  }
}
