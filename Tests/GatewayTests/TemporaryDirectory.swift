import Glibc

/// A directory that is gone when the test is.
final class TemporaryDirectory {
  struct Failure: Error { let code: CInt }

  let path: String

  init() throws {
    var template = Array("/tmp/ctxgw-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(code: errno) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.removeTree(path) }

  private static func removeTree(_ path: String) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { removeTree("\(path)/\(name)") }
      }
      closedir(directory)
    }
    remove(path)
  }

  /// Writes a file below the directory, and the directories it lies in.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    var directory = path
    for part in name.split(separator: "/").dropLast() {
      directory += "/\(part)"
      guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Failure(code: errno) }
    }
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw Failure(code: errno) }
    defer { close(file) }
    guard Glibc.write(file, text, text.utf8.count) == text.utf8.count else { throw Failure(code: errno) }
    return "\(path)/\(name)"
  }
}
