/// Lines of output that look like errors.
enum ErrorLine {
  /// How much a line says about what went wrong.
  enum Weight: Comparable {
    /// Nothing.
    case none
    /// That something did, or where.
    case likely
    /// What.
    case telling
  }

  /// Longer lines are data.
  private static let longest = 2_000

  /// How much a line says about what went wrong.
  static func weight(of line: TextLines.Line) -> Weight {
    guard line.count <= longest else { return .none }
    let line = line.trimmedSpace
    guard line.count >= 4 else { return .none }
    if telling.contains(where: { line.hasPrefix($0) }) || namesAnError(line) { return .telling }
    if tellingWithin.contains(where: { line.contains($0) }) || isDiagnostic(line) { return .telling }
    return likely.contains { line.hasPrefix($0) } ? .likely : .none
  }

  /// Whether only a program that fails prints such a line.
  static func provesFailure(_ line: TextLines.Line) -> Bool {
    line.count <= longest && proofs.contains { line.hasPrefix($0) }
      || line.count <= longest && proofsWithin.contains { line.contains($0) }
  }

  private static let telling: [StaticString] = [
    "error:", "Error:", "ERROR:", "error[E", "error TS", "fatal:", "FATAL", "panic:", "npm ERR! ",
    "npm error ",
    "E   ", "--- FAIL", "not ok ", "AssertionError", "assert ", "Segmentation fault", "Killed", "× ", "✗ ",
    "✘ ", "✖ ",
    "make: ***", "Error Trace:", "<tool_use_error>", "Caused by:", "caused by:",
  ]
  private static let tellingWithin: [StaticString] = [
    ": error: ", ": error TS", ": fatal error: ", " panicked at ", "command not found",
    "No such file or directory",
    "Permission denied", "undefined reference to", "ssertion failed", "ssertion `", " ERROR ",
    ": undefined: ",
    "cannot find package", "Cannot find module", "connection refused", "Connection refused",
  ]
  private static let likely: [StaticString] = [
    "FAIL", "Traceback (most recent call last)", "Exception in thread", "failed", "Failed", "FAILURE",
    "error ", "Error ",
    "exit status ", "Exit code ", "want", "got", "expected", "Expected", "actual",
  ]
  private static let proofs: [StaticString] = [
    "FAIL\t", "FAIL ", "--- FAIL", "FAILED ", "Traceback (most recent call last)", "panic: ", "fatal: ",
    "fatal error: ",
    "npm ERR!", "npm error ", "make: ***", "error: ", "error[E", "Segmentation fault", "AssertionError",
    "Error: ",
    "BUILD FAILED", "not ok ", "FAILURES!",
  ]
  private static let proofsWithin: [StaticString] = [
    ": error: ", ": error TS", ": fatal error: ", ": command not found", " panicked at ", ": undefined: ",
  ]

  /// Whether it begins with the name of an error and a colon: `ModuleNotFoundError: no module`.
  private static func namesAnError(_ line: TextLines.Line) -> Bool {
    let name = line.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    guard name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: ":") else { return false }
    return name.suffix(5).hasPrefix("Error") || name.suffix(9).hasPrefix("Exception")
  }

  /// Whether it begins with a place in a file: `store.go:88:3: `.
  private static func isDiagnostic(_ line: TextLines.Line) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex < 200 else {
      return false
    }
    guard !line[..<colon].contains(where: \.isSpace), line[..<colon].contains(UInt8(ascii: ".")) else {
      return false
    }
    let number = line[(colon + 1)...].prefix(while: \.isDigit)
    guard !number.isEmpty else { return false }
    return line[number.endIndex...].first == UInt8(ascii: ":")
  }
}
