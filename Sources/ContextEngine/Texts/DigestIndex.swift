import Tokens

/// Several digests made one that says less of each step and forgets none before it must.
enum DigestIndex {
  /// The most characters of a call that has no path, of an error, and of a note.
  private static let longestCall = 60
  private static let longestOutcome = 44
  private static let longestNote = 100

  /// The digests as one: equal calls once, in the place of the newest, every path in full, without ranges of lines. Over
  /// the limit notes leave first, then calls, the oldest first.
  static func text(of digests: [String], toTokens limit: Int, counting counter: inout PromptCounter) -> String
  {
    var lines = newest(of: expanded(digests)).map { line in
      (text: shortened(line), isNote: line.isNote)
    }
    let tokens = lines.map { counter.count($0.text + "\n") }
    var left = tokens.reduce(0, +)
    let order = lines.indices.filter { lines[$0].isNote } + lines.indices.filter { !lines[$0].isNote }
    for index in order where left > limit {
      left -= tokens[index]
      lines[index].text = ""
    }
    return lines.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// The lines of all digests with their paths in full.
  private static func expanded(_ digests: [String]) -> [DigestedLine] {
    var paths: [String: String] = [:]
    return digests.joined(separator: "\n").split(separator: "\n").map { text in
      var line = DigestedLine(text)
      if let path = line.path { paths[path.lastName] = path } else { line.expand(by: paths) }
      return line
    }
  }

  /// Of equal calls the last.
  private static func newest(of lines: [DigestedLine]) -> [DigestedLine] {
    var seen: Set<String> = []
    return lines.reversed().filter { seen.insert($0.call).inserted }.reversed()
  }

  private static func shortened(_ line: DigestedLine) -> String {
    if line.isNote { return line.call.oneLine(longestNote) }
    let call = line.path == nil ? line.call.oneLine(longestCall) : line.call
    return call + (line.outcome.isEmpty ? "" : " " + line.outcome.oneLine(longestOutcome))
  }
}
