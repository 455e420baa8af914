import Wire

/// A piece of a system prompt, and what it is there for.
struct SystemPassage {
  /// What a passage is there for.
  enum Purpose: Equatable {
    /// Who the model is.
    case identity
    /// Where it works: directory, platform, shell.
    case environment
    /// What the project tells every agent, verbatim.
    case memory
    /// What to do and how.
    case instruction
    /// How to write, how to commit, examples: the first to go.
    case manner
  }

  let purpose: Purpose
  /// Its lines.
  let lines: [String]

  /// All its lines as one.
  var text: String { lines.joined(separator: " ") }

  /// The passages of a system prompt that came in these texts, in order.
  static func all(of texts: [String]) -> [SystemPassage] {
    var reader = SystemPassageReader()
    for text in texts { reader.read(text) }
    return reader.passages
  }
}

/// Tells passages apart by the headings and tags they stand under.
private struct SystemPassageReader {
  /// The most tags and headings into a text at which it still may say who the model is.
  private static let introduction = 3

  private(set) var passages: [SystemPassage] = []
  private var section = SystemPassage.Purpose.instruction
  private var level = 0
  private var tag: (name: String, purpose: SystemPassage.Purpose)?

  mutating func read(_ text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let memory = lines.firstIndex(where: ProjectMemory.begins(with:)) ?? lines.endIndex
    section = .instruction
    tag = nil
    let blocks = TextBlock.all(of: lines[..<memory].joined(separator: "\n"))
    for (index, block) in blocks.enumerated() { read(block, isFirst: index < Self.introduction) }
    if memory < lines.endIndex {
      passages.append(SystemPassage(purpose: .memory, lines: lines[memory...].map(String.init)))
    }
  }

  private mutating func read(_ block: TextBlock, isFirst: Bool) {
    switch block.kind {
    case .heading(let level):
      // A heading below one that has a purpose of its own belongs to it.
      if section != .instruction, level > self.level { return }
      section = Self.purpose(ofHeading: block.text)
      self.level = level
    case .opening(let name): if tag == nil { tag = (name, Self.purpose(ofTag: name)) }
    case .closing(let name): if tag?.name == name { tag = nil }
    case .code: add(block, section == .environment ? .environment : .manner)
    case .paragraph, .item: add(block, purpose(of: block, isFirst: isFirst))
    }
  }

  private func purpose(of block: TextBlock, isFirst: Bool) -> SystemPassage.Purpose {
    if let tag { return tag.purpose }
    return isFirst && block.text.hasPrefix("You are ") ? .identity : section
  }

  private mutating func add(_ block: TextBlock, _ purpose: SystemPassage.Purpose) {
    passages.append(SystemPassage(purpose: purpose, lines: block.lines))
  }

  private static func purpose(ofHeading text: String) -> SystemPassage.Purpose {
    let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
    if !words.isDisjoint(with: places) { return .environment }
    return words.isDisjoint(with: manners) ? .instruction : .manner
  }

  private static func purpose(ofTag name: String) -> SystemPassage.Purpose {
    if ["env", "environment", "environment_context", "system_info"].contains(name) { return .environment }
    return name.contains("example") || manners.contains(name) ? .manner : .instruction
  }

  private static let places: Set<String> = ["environment", "env", "workspace"]
  private static let manners: Set<String> = [
    "tone", "style", "styling", "formatting", "format", "output", "verbosity", "git", "commit", "commits",
    "committing", "pull", "pr", "prs", "example", "examples", "feedback", "help", "emoji", "emojis",
    "presenting",
    "memory", "memories", "preamble", "preambles", "personality", "conventions", "communication",
    "scratchpad",
  ]
}
