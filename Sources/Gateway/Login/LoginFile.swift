import Upstream

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The file in which a login is kept, readable by its owner alone.
struct LoginFile: Sendable {
  /// Its path.
  let path: String

  /// The longest login, in bytes.
  private static let mostBytes = 64 << 10

  /// The login; nil where nobody has signed in.
  ///
  /// - Throws: a problem that names the file and quotes nothing of it.
  func login() throws(DataError) -> Credential? {
    do throws(FileContents.Failure) {
      let bytes = try FileContents.read(path, limit: Self.mostBytes)
      let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      guard words.count == 1, let login = Credential(String(words[0])) else {
        throw .unreadable("it holds no login; sign in again")
      }
      return login
    } catch {
      switch error {
      case .missing: return nil
      case .unreadable(let reason): throw DataError(path: path, message: "cannot be read: \(reason)")
      }
    }
  }

  /// Keeps a login, in directories that are made where there are none.
  func keep(_ login: Credential) throws(DataError) {
    var place = path.startIndex
    while let slash = path[place...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      place = slash
    }
    try PrivateFile(path: path).replace(with: Array((login.text + "\n").utf8))
  }
}
