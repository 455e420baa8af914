#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Files beside the tests' sources.
enum SourceFiles {
  /// The directory of the tests.
  static let directory = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!))

  /// The names of a directory's files, sorted.
  static func names(in path: String) -> [String] {
    guard let stream = opendir("\(directory)/\(path)") else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// A file's bytes; nil when it cannot be read.
  static func bytes(of path: String) -> [UInt8]? {
    let path = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
    }
    return bytes
  }
}
