/// What changed in a system prompt between two requests.
enum SystemChange {
  /// The fewest added lines that are not much.
  private static let fewLines = 12
  /// The most bytes of what is told.
  private static let longest = 4_000

  /// What to tell the model of a change, if few lines did; an inner nil when nothing was added, an outer one when it is
  /// another prompt.
  static func note(from old: String, to new: String) -> String?? {
    var counts: [Substring: Int] = [:]
    for line in old.split(separator: "\n") { counts[line, default: 0] += 1 }
    let lines = new.split(separator: "\n")
    let added = lines.filter { line in
      counts[line, default: 0] -= 1
      return counts[line]! < 0
    }
    guard added.count <= max(fewLines, lines.count / 20) else { return nil }
    let text = added.joined(separator: "\n")
    guard text.utf8.count <= longest else { return nil }
    if text.trimmed.isEmpty { return .some(nil) }
    return """
      <system-reminder>
      These lines of the system prompt have changed since the conversation began:
      \(text)
      </system-reminder>
      """
  }
}
