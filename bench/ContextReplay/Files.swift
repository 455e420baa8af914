#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Files and directories, as far as a bench needs them.
public enum Files {
  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  /// Why a file cannot be read or written.
  public struct Failure: Error, CustomStringConvertible {
    /// The file, and what is wrong with it.
    public let description: String

    init(_ path: String, _ reason: String = String(cString: strerror(errno))) {
      description = "\(path): \(reason)"
    }
  }

  /// The names in a directory, sorted; none when there is no such directory.
  public static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.sorted()
  }

  /// A whole file.
  public static func bytes(of path: String) throws(Failure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Failure(path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while bytes.count <= largest {
      let count = read(file, &block, block.count)
      if count == 0 { return bytes }
      if count < 0, errno != EINTR { throw Failure(path) }
      bytes.append(contentsOf: block.prefix(max(count, 0)))
    }
    throw Failure(path, "larger than \(largest) bytes")
  }

  /// Writes a whole file, in place of one that is there.
  public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure(path) }
    defer { close(file) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { throw Failure(path) }
      rest = rest.dropFirst(max(count, 0))
    }
  }
}

/// `write` by a name that `Files.write` does not hide.
private func systemWrite(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}
