import Gateway

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a gateway says that nobody is looking at: `gateway.log` beside the database, begun anew each time, readable by its
/// owner alone.
struct GatewayLog: Sendable {
  /// How much of its end is shown, in bytes.
  private static let shown = 2_000

  /// The file.
  let path: String
  /// The file descriptor, which whoever has opened it closes.
  let descriptor: CInt

  /// Opens the log of the gateway of a configuration.
  static func open(for configuration: Configuration) throws(LogError) -> GatewayLog {
    let database = configuration.store.path
    let directory = database.lastIndex(of: "/").map { String(database[..<$0]) } ?? "."
    makeDirectory(directory)
    let path = directory + "/gateway.log"
    let descriptor = openFile(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LogError(path: path, code: errno) }
    return GatewayLog(path: path, descriptor: descriptor)
  }

  /// The end of what it says.
  var end: String {
    let size = lseek(descriptor, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: min(Self.shown, max(0, Int(size))))
    let count = bytes.withUnsafeMutableBytes {
      pread(descriptor, $0.baseAddress, $0.count, size - off_t($0.count))
    }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// That it could not be made shows when the file is opened.
  private static func makeDirectory(_ path: String) {
    guard !path.isEmpty, access(path, F_OK) != 0 else { return }
    if let end = path.lastIndex(of: "/") { makeDirectory(String(path[..<end])) }
    mkdir(path, 0o700)
  }
}

/// Why the log cannot be written.
struct LogError: Error, CustomStringConvertible {
  /// The file.
  let path: String
  /// The system's error number.
  let code: CInt

  var description: String { "cannot write \(path): \(String(cString: strerror(code)))" }
}

/// `open` by a name that the method does not hide.
private func openFile(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt { open(path, flags, mode) }
