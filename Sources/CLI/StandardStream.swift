#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where text goes that is not for a file of ours: the standard output or error of this process.
struct StandardStream {
  /// What the command gives.
  static let output = StandardStream(descriptor: 1)
  /// What it has to say besides.
  static let error = StandardStream(descriptor: 2)

  /// The file descriptor, which somebody else keeps open.
  let descriptor: CInt

  /// Writes all bytes. A reader that has gone away (`ctxgw sessions | head`) wants no more, which is no failure: gives
  /// false. Any other error of the system is thrown as its reason.
  @discardableResult
  func write(_ bytes: [UInt8]) throws(OutputError) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: break
      case EAGAIN: waitUntilWritable()
      case EPIPE: return false
      default: throw OutputError(code: errno)
      }
    }
    return true
  }

  /// A terminal or pipe may have been made non-blocking by another process that shares it.
  private func waitUntilWritable() {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&entry, 1, -1)
  }

  /// What this stream is drawn on: a terminal has a width (by its driver, else by `COLUMNS`, else 80) and colours unless
  /// `NO_COLOR` is set or it is a dumb one; anything else is plain.
  func canvas(environment: (String) -> String?) -> Canvas {
    guard isatty(descriptor) == 1 else { return .plain }
    let isColourless = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    return Canvas(
      width: columns ?? environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80,
      hasColours: !isColourless && environment("TERM") != "dumb")
  }

  private var columns: Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}

/// `write` by a name that the method does not hide.
private func writeBytes(_ file: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}

/// Why output could not be written.
struct OutputError: Error, CustomStringConvertible {
  /// The system's error number.
  let code: CInt

  var description: String { "cannot write the output: \(String(cString: strerror(code)))" }
}
