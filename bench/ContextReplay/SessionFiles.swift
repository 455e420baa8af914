#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Files that recorded sessions lie in.
public enum SessionFiles {
  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  /// Why a session cannot be had.
  public struct Failure: Error, CustomStringConvertible {
    /// What is wrong, and with which file.
    public let description: String
  }

  /// The sessions of a directory's `.json` files, by name; none when there is no such directory.
  ///
  /// - Throws: `Failure` for a file that cannot be read.
  public static func sessions(in directory: String) throws(Failure) -> [RecordedSession] {
    var sessions: [RecordedSession] = []
    for name in names(in: directory) { sessions.append(try session(at: "\(directory)/\(name)")) }
    return sessions
  }

  /// The session in a file, which gives it its name.
  ///
  /// - Throws: `Failure` for a file that cannot be read.
  public static func session(at path: String) throws(Failure) -> RecordedSession {
    let file = path.split(separator: "/").last ?? ""
    do {
      return try RecordedSession(
        name: String(file.hasSuffix(".json") ? file.dropLast(5) : file), parsing: bytes(of: path))
    } catch {
      throw Failure(description: "\(path): \(error)")
    }
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".json") { names.append(name) }
    }
    return names.sorted()
  }

  private static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system() }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count <= largest {
      let count = read(file, &block, block.count)
      if count == 0 { return bytes }
      if count < 0, errno != EINTR { throw .system() }
      bytes.append(contentsOf: block.prefix(max(count, 0)))
    }
    throw Failure(description: "larger than \(largest) bytes")
  }
}

extension SessionFiles.Failure {
  fileprivate static func system() -> Self { Self(description: String(cString: strerror(errno))) }
}
