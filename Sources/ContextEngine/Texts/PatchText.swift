/// Patches as Codex writes them: `*** Begin Patch`, `*** Update File: path`, lines with + and -.
enum PatchText {
  private static let marks = ["*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: "]

  /// Whether a text is, or contains, such a patch.
  static func isPatch(_ text: String) -> Bool { text.contains("*** Begin Patch") }

  /// The files it names, in its order.
  static func paths(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      marks.first { line.hasPrefix($0) }.map { String(line.dropFirst($0.count)).trimmed }
    }
  }
}
