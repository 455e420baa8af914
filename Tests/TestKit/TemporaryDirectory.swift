#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A directory that is gone when the test is.
public final class TemporaryDirectory: Sendable {
  /// Why a file could not be written.
  public struct Failure: Error {
    /// The system's error number.
    public let code: CInt
  }

  /// Where it is.
  public let path: String

  /// A directory of its own for one test.
  public init() {
    var template = Array("/tmp/ctxgw-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no temporary directory can be made")
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.removeTree(path) }

  /// The path of something inside.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

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
  public func write(_ text: String, to name: String) throws -> String {
    var directory = path
    for part in name.split(separator: "/").dropLast() {
      directory += "/\(part)"
      guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Failure(code: errno) }
    }
    let file = open(self.file(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw Failure(code: errno) }
    defer { close(file) }
    guard writeBytes(file, text, text.utf8.count) == text.utf8.count else { throw Failure(code: errno) }
    return self.file(name)
  }
}

/// `write` by a name that the method does not hide.
private func writeBytes(_ file: CInt, _ text: String, _ count: Int) -> Int {
  write(file, text, count)
}
