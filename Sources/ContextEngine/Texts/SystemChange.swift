/// What changed in a system prompt between two requests, where few lines did: the date, the state of the repository, the
/// working directory, a count of tokens.
enum SystemChange {
  /// The most lines that are added, or what share of all lines.
  private static let fewLines = 12
  private static let fewShare = 0.05
  /// The most bytes that are told.
  private static let longest = 4_000
  /// The most lines that go, or what share of all: a list of changed files becomes short with a commit.
  private static let mostGone = 60
  private static let goneShare = 0.2

  /// What to tell the model; an inner nil when nothing was added, an outer one when it is another prompt.
  static func note(from old: String, to new: String) -> String?? {
    let oldLines = old.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty }
    let newLines = new.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty }
    let added = surplus(of: newLines, over: oldLines)
    let gone = oldLines.count - (newLines.count - added.count)
    guard isFew(added.count, fewLines, fewShare, of: newLines.count),
      isFew(gone, mostGone, goneShare, of: oldLines.count),
      added.reduce(0, { $0 + $1.utf8.count }) <= longest
    else { return nil }
    return added.isEmpty ? .some(nil) : .some(wrapped(added))
  }

  /// Whether so many lines are few, and no more than half: of a prompt of three lines, three are all.
  private static func isFew(_ count: Int, _ few: Int, _ share: Double, of all: Int) -> Bool {
    count <= max(few, Int(share * Double(all))) && count * 2 <= all
  }

  /// The lines that one text has more often than the other, in its order.
  private static func surplus(of lines: [String], over others: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for line in others { counts[line, default: 0] += 1 }
    return lines.filter { line in
      let count = counts[line, default: 0]
      counts[line] = count - 1
      return count <= 0
    }
  }

  private static func wrapped(_ lines: [String]) -> String {
    """
    <system-reminder>
    These lines of the system prompt have changed since; they hold now:
    \(lines.joined(separator: "\n"))
    </system-reminder>
    """
  }
}
