#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The bytes of a small file.
enum FileContents {
  /// Why a file cannot be read.
  enum Failure: Error {
    /// There is no such file.
    case missing
    /// The system's reason, in its words.
    case unreadable(String)
  }

  /// The whole file; refuses more than `limit` bytes, and what is not a file, so that nothing named by mistake (a
  /// device, a pipe) is waited for.
  static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw errno == ENOENT ? .missing : .system() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("not a regular file") }
    guard status.st_size <= limit else { throw .unreadable("larger than \(limit) bytes") }
    return try readAll(of: file, limit: limit)
  }

  /// All that comes over the standard input, until its end; refuses more than `limit` bytes.
  static func standardInput(limit: Int) throws(Failure) -> [UInt8] { try readAll(of: 0, limit: limit) }

  private static func readAll(of file: CInt, limit: Int) throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while bytes.count <= limit {
      let count = systemRead(file, &block, block.count)
      if count == 0 { return bytes }
      if count < 0, errno != EINTR { throw .system() }
      bytes.append(contentsOf: block.prefix(max(count, 0)))
    }
    throw .unreadable("larger than \(limit) bytes")
  }
}

extension FileContents.Failure {
  fileprivate static func system() -> Self { .unreadable(String(cString: strerror(errno))) }
}

/// `read` by a name that `FileContents.read` does not hide.
private func systemRead(_ file: CInt, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(file, buffer, count)
}
