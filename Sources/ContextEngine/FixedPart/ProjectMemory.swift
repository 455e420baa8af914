import Tokens

/// What a project tells every agent that works on it: CLAUDE.md, AGENTS.md.
enum ProjectMemory {
  /// How much of what is kept is the beginning; the rest is for headings and rules of what follows.
  private static let headShare = 0.6
  private static let mark = "[shortened by the gateway; of what follows the headings and rules]"
  private static let end = "[shortened by the gateway; read the file for the rest]"

  /// Whether a line begins a project's memory inside a prompt.
  static func begins(with line: Substring) -> Bool {
    let line = line.stripped
    if line.hasPrefix("Instructions from:") { return true }
    return line.hasPrefix("Contents of ") && line.contains(".md")
  }

  /// A memory shortened: its beginning, then the headings and the rules of the rest. Unchanged where it fits.
  ///
  /// Lines are kept whole; with room for less than its first line nothing is left of it.
  static func capped(_ text: String, toTokens cap: Int, counting: inout PromptCounter) -> String {
    if counting.count(text) <= cap { return text }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var page = LinePage(tokens: cap - counting.count(mark + end) - 2)
    let head = lines.prefix { page.add($0, within: headShare, counting: &counting) }.count
    guard head > 0 else { return "" }
    page.lines.append(mark)
    for line in lines[head...] where isTelling(line) {
      guard page.add(line, within: 1, counting: &counting) else { continue }
    }
    return (page.lines + [end]).joined(separator: "\n")
  }

  /// Whether a line says something even without those around it.
  private static func isTelling(_ line: Substring) -> Bool {
    let line = line.stripped
    return line.hasPrefix("#") || Sentences.force(of: line) > .none
  }
}

/// Lines that are taken as long as there is room.
private struct LinePage {
  let tokens: Int
  var lines: [String] = []
  private var used = 0

  init(tokens: Int) { self.tokens = tokens }

  /// Takes a line if all lines then are within this share of the room.
  mutating func add(_ line: Substring, within share: Double, counting: inout PromptCounter) -> Bool {
    let needed = counting.count(line + "\n")
    guard Double(used + needed) <= Double(tokens) * share else { return false }
    used += needed
    lines.append(String(line))
    return true
  }
}
