/// Patches as Codex writes them: `*** Begin Patch`, `*** Update File: path`, lines with + and -.
enum PatchText {
  private static let marks: [StaticString] = [
    "*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: ",
  ]
  /// Where a patch begins when a command carries it: behind `apply_patch <<'EOF'`.
  private static let latestStart = 200

  /// Whether a text is such a patch, or a command that carries one.
  static func isPatch(_ text: String) -> Bool {
    Array(text.utf8.prefix(latestStart))[...].contains("*** Begin Patch")
  }

  /// The files it names, in its order.
  static func paths(in text: String) -> [String] {
    let lines = TextLines(text)
    return (0..<lines.count).compactMap { row in
      let line = lines[row]
      return marks.first { line.hasPrefix($0) }.map { line.dropFirst($0.utf8CodeUnitCount).trimmedSpace.text }
    }
  }

  /// The patch with what it takes away left out, one mark for a run of lines.
  static func withoutOldLines(_ text: String) -> String {
    let lines = TextLines(text)
    var kept: [String] = []
    var run = 0
    for row in 0...lines.count {
      if row < lines.count, lines[row].hasPrefix("-") {
        run += 1
        continue
      }
      if run > 0 { kept.append("-[ctxgw: \(run) lines left out]") }
      run = 0
      if row < lines.count { kept.append(lines[row].text) }
    }
    return kept.joined(separator: "\n")
  }
}
