import Upstream

/// The file in which a login is kept, readable by its owner alone.
struct LoginFile: Sendable {
  /// Its path.
  let path: String

  /// The longest login, in bytes.
  private static let mostBytes = 64 << 10

  private var file: PrivateFile { PrivateFile(path: path) }

  /// The login; nil where nobody has signed in.
  ///
  /// - Throws: a problem that names the file and quotes nothing of it.
  func login() throws(DataError) -> Credential? {
    guard let bytes = try file.contents(limit: Self.mostBytes) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let login = Credential(String(words[0])) else {
      throw DataError(path: path, message: "cannot be read: it holds no login; sign in again")
    }
    return login
  }

  /// Keeps a login, in directories that are made where there are none.
  func keep(_ login: Credential) throws(DataError) {
    file.makeDirectories()
    try file.replace(with: Array((login.text + "\n").utf8))
  }
}
