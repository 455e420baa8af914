import Wire

/// Lines of output that look like errors.
enum ErrorLine {
  /// How much a line says about what went wrong.
  enum Weight: Int {
    /// Nothing.
    case none
    /// That something did.
    case likely
    /// What, or where.
    case telling
  }

  /// Longer lines are data.
  private static let longest = 2_000

  /// How much a line says about what went wrong.
  static func weight(of line: TextLines.Line) -> Weight {
    guard line.count <= longest else { return .none }
    let line = line.trimmedSpace
    guard line.count >= 4 else { return .none }
    let isTelling =
      telling.begin(line) || namesAnError(line) || tellingWithin.occur(in: line) || isDiagnostic(line)
    return isTelling ? .telling : likely.begin(line) ? .likely : .none
  }

  /// Whether only a program that fails prints such a line.
  static func provesFailure(_ line: TextLines.Line) -> Bool {
    guard (4...longest).contains(line.count) else { return false }
    return proofs.begin(line) || proofsWithin.occur(in: line) || namesAnError(line)
  }

  // The wording of Go, Rust, C and C++, Swift, TypeScript, npm, Python, pytest, Jest, Vitest, Biome, TAP, make, shells.
  private static let telling = BytePatterns([
    "error:", "Error:", "ERROR:", "error[E", "fatal:", "FATAL", "panic:", "npm ERR! ", "npm error ", "E   ",
    "not ok ", "Segmentation fault", "Killed", "× ", "✗ ", "✘ ", "✖ ", "make: ***", "Error Trace:",
    "<tool_use_error>", "Caused by:", "thread '", "> error", "error TS",
  ])
  private static let tellingWithin = BytePatterns([
    ": error: ", ": error TS", " - error TS", ": fatal error: ", " panicked at ", "command not found",
    "o such file or directory", "ermission denied", "undefined reference to", "ssertion failed",
    "ssertion `", " ERROR ", "annot find module", "annot find package", "onnection refused",
  ])
  private static let likely = BytePatterns([
    "FAIL", "--- FAIL", "Traceback (most recent call last)", "Exception in thread", "failed", "Failed",
    "error ",
    "Error ", "ERROR", "want", "got", "expected", "Expected", "actual",
    "Actual",
    "left:", "right:", "Received", "- Expected",
  ])
  private static let proofs = BytePatterns([
    "FAIL\t", "FAIL ", "FAIL:", "--- FAIL", "FAILED ", "Traceback (most recent call last)", "panic: ",
    "fatal: ",
    "fatal error: ", "npm ERR!", "npm error ", "make: ***", "error: ", "error[E", "Segmentation fault",
    "Error: ", "BUILD FAILED", "not ok ", "FAILURES!", "** BUILD FAILED", "thread 'main' panicked",
  ])
  private static let proofsWithin = BytePatterns([
    ": error: ", "): error TS", ": fatal error: ", ": command not found", " panicked at ", ": undefined: ",
  ])

  /// Whether it begins with the name of an error and a colon: `ModuleNotFoundError: no module`.
  private static func namesAnError(_ line: TextLines.Line) -> Bool {
    let name = line.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    guard line[name.endIndex...].hasPrefix(": ") else { return false }
    return name.count > 5 && name.suffix(5).hasPrefix("Error") || name.suffix(9).hasPrefix("Exception")
  }

  /// Whether it begins with a place in a file, as compilers and tests have it (`store.go:88:3: `), and warns of more
  /// than style.
  private static func isDiagnostic(_ line: TextLines.Line) -> Bool {
    guard let colon = line.prefix(200).firstIndex(of: UInt8(ascii: ":")) else { return false }
    let path = line[..<colon]
    guard path.contains(UInt8(ascii: ".")), !path.contains(where: \.isSpace) else { return false }
    let number = line[(colon + 1)...].prefix(while: \.isDigit)
    return !number.isEmpty && line[number.endIndex...].hasPrefix(":") && !line.contains("arning")
  }
}
