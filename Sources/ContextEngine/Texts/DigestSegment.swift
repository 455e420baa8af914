import Conversations

/// What an epoch's digest says of the steps that leave with it: one line for each file or command, in the order in which
/// they came up first.
struct DigestSegment {
  private var entries: [Entry] = []
  private var places: [String: Int] = [:]
  /// The paths that were named in full last, by their last names.
  private var paths: [String: String] = [:]

  /// All that was done with one tool to one thing.
  private struct Entry {
    var label: String
    var lines: [ClosedRange<Int>] = []
    var count = 0
    /// The error of the last call; nil when it went well.
    var error: String?
    var hasFailed = false
  }

  /// A segment behind these digests: a path that one of them names in full is named by its last name, unless another
  /// path has come to be named so.
  init(after digests: [String] = []) {
    for line in digests.lazy.flatMap({ $0.split(separator: "\n") }) {
      if let path = DigestedLine(line).path { paths[path.lastName] = path }
    }
  }

  /// The most ranges of lines of one file.
  private static let mostRanges = 6

  /// Adds a step.
  mutating func add(_ step: DigestedStep) {
    for (use, result, isFailure) in step.uses { add(use, result, isFailure) }
    for reason in DecisionSentences.reasons(in: step.texts) {
      entries.append(Entry(label: DigestedLine.noteMark + reason))
    }
  }

  private mutating func add(_ use: ToolUse, _ result: String?, _ isFailure: Bool) {
    // What is to be done is said by the newest list, which stays.
    if case .todo = use.kind, !isFailure { return }
    let key = "\(use.name)\u{0}\(use.label(path: use.path))"
    let place = places[key] ?? entries.count
    if place == entries.count {
      entries.append(Entry(label: label(of: use)))
      places[key] = place
    }
    entries[place].count += 1
    if let lines = use.lines, !entries[place].lines.contains(lines) { entries[place].lines.append(lines) }
    entries[place].error = isFailure ? Failure.outcome(of: result ?? "") : nil
    entries[place].hasFailed = entries[place].hasFailed || isFailure
  }

  /// The call in a few words; a path in full when it is named for the first time, by its last name after.
  private mutating func label(of use: ToolUse) -> String {
    let path = use.path.map { path in
      let isKnown = paths.updateValue(path, forKey: path.lastName) == path
      return isKnown ? path.lastName : path.clippedPath(to: 160)
    }
    return "\(use.name.clipped(to: 40)) \(use.label(path: path))".trimmed
  }

  /// The lines; empty when no step has anything to tell.
  var text: String { entries.map(Self.line).joined(separator: "\n") }

  private static func line(of entry: Entry) -> String {
    var line = entry.label
    for lines in entry.lines.prefix(mostRanges) {
      line += lines.upperBound == .max ? " \(lines.lowerBound)-" : " \(lines.lowerBound)-\(lines.upperBound)"
    }
    if entry.count > max(1, entry.lines.count) { line += " x\(entry.count)" }
    if let error = entry.error { return line + DigestedLine.outcomeMark + error }
    return entry.hasFailed ? line + DigestedLine.failedMark : line
  }
}
