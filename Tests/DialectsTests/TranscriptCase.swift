/// What a transcript is about, told by its name: the section of the reference, then words (`06.3-parallel-calls.txt`).
///
/// A transcript counts for the first case in this order of which its name has a word.
enum TranscriptCase: String, CaseIterable {
  case overflow, midway, error, cut, length, usage
  case textOnly = "text-only"
  case pictures, thinking, parallel, history, whole, stream, tools, settings, refused, other

  /// The words, or rows of words, of which one is in the name.
  private var words: [String] {
    switch self {
    case .error: ["error", "failed"]
    case .cut: ["cut", "no-end"]
    case .length: ["length", "max-tokens"]
    case .thinking: ["thinking", "thoughts", "reasoning", "think"]
    case .stream: ["stream", "text"]
    case .tools: ["tools", "tool", "calls", "call"]
    case .settings: ["settings", "options", "format", "effort"]
    case .other: []
    default: [rawValue]
    }
  }

  /// The case of the transcript of a name.
  init(of name: String) {
    let name = "-\(name.dropLast(".txt".count))-"
    self = Self.allCases.first { $0.words.contains { name.contains("-\($0)-") } } ?? .other
  }

  /// The cases that every pair must have.
  static let required: [TranscriptCase] = [
    .whole, .stream, .history, .parallel, .pictures, .textOnly, .thinking, .usage, .length, .error, .midway,
    .overflow, .cut,
  ]
}
