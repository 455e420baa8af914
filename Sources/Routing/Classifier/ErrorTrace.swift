import Wire

/// The lines that only failing programs print: compilers, tests, interpreters, shells.
enum ErrorTrace {
  /// Longer lines are data.
  private static let longest = 2_000
  /// The most of a result that is looked at, in bytes: programs fail at their end, and some say so first.
  private static let mostOfResult = 4 << 10

  /// Whether such a line is in a tool's result.
  static func occurs(in result: String) -> Bool {
    let text = Array(result.utf8.prefix(mostOfResult / 2)) + Array(result.utf8.suffix(mostOfResult / 2))
    return text.split(separator: UInt8(ascii: "\n")).contains { isOne($0) }
  }

  /// Whether a line is such a one.
  static func isOne(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= longest else { return false }
    let line = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    return beginnings.begin(line) || inner.occur(in: line) || namesAnError(line)
  }

  private static let beginnings = BytePatterns([
    "Traceback (most recent call last)", "panic: ", "fatal: ", "fatal error: ", "error: ", "Error: ",
    "error[E", "FAIL: ", "FAIL\t", "--- FAIL", "FAILED ", "not ok ", "npm ERR!", "npm error ", "make: ***",
    "Segmentation fault", "BUILD FAILED", "Exception in thread", "Unhandled exception", "Caused by: ",
    "E   ", "thread 'main' panicked",
  ])
  private static let inner = BytePatterns([
    ": error: ", "): error TS", ": fatal error: ", ": command not found", " panicked at ",
    ": undefined reference to ",
  ])

  /// Whether it begins with the name of an error and a colon: `ModuleNotFoundError: no module`.
  private static func namesAnError(_ line: ArraySlice<UInt8>) -> Bool {
    let name = line.prefix(80).prefix { byte in
      switch byte | 0x20 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): true
      default: byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
    }
    guard line[name.endIndex...].starts(with: ": ".utf8) else { return false }
    return name.count > 5 && name.suffix(5).elementsEqual("Error".utf8)
      || name.suffix(9).elementsEqual("Exception".utf8)
  }
}
