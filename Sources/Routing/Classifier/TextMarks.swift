import Wire

/// What a text shows of itself at a glance: code, a diff, an error, words that ask for thought.
public struct TextMarks: Sendable, Equatable {
  /// Whether there is code between fences.
  public var hasCode = false
  /// Whether there is a diff or a patch.
  public var hasDiff = false
  /// Whether there is a line that a failing program prints.
  public var hasErrorTrace = false
  /// The words in it that ask for thought, each once.
  public var reasoningWords: [String] = []

  /// The most of a text that is looked at, in bytes; of a longer one its beginning and its end, where people write what
  /// they want.
  static let most = 16 << 10

  /// No marks.
  public init() {}

  /// The marks of a text.
  init(of text: Substring) {
    let glance = Self.glance(text)
    for line in glance.split(separator: UInt8(ascii: "\n")) {
      hasCode = hasCode || Self.fences.begin(line.drop { $0 == UInt8(ascii: " ") })
      hasDiff = hasDiff || Self.diffs.begin(line)
      hasErrorTrace = hasErrorTrace || ErrorTrace.isOne(line)
    }
    reasoningWords = ReasoningWords.found(in: glance)
  }

  /// The beginning and the end of a text.
  static func glance(_ text: Substring) -> [UInt8] {
    guard text.utf8.count > most else { return Array(text.utf8) }
    return Array(text.utf8.prefix(most / 2)) + [UInt8(ascii: "\n")] + Array(text.utf8.suffix(most / 2))
  }

  /// Takes in the marks of another text.
  mutating func merge(_ other: TextMarks) {
    hasCode = hasCode || other.hasCode
    hasDiff = hasDiff || other.hasDiff
    hasErrorTrace = hasErrorTrace || other.hasErrorTrace
    reasoningWords += other.reasoningWords.filter { !reasoningWords.contains($0) }
  }

  private static let fences = BytePatterns(["```", "~~~"])
  private static let diffs = BytePatterns(["diff --git ", "@@ -", "*** Begin Patch", "<<<<<<< "])
}
