/// The words by which people ask for thought rather than for work of the hands.
///
/// They are looked for as whole words, whatever their case. English words only: in another language a hard task is
/// still seen by its length, its tools and its errors.
enum ReasoningWords {
  private static let all: Set<String> = [
    "analyse", "analyze", "architecture", "architectural", "benchmark", "bottleneck", "concurrency",
    "deadlock",
    "debug", "derive", "design", "diagnose", "evaluate", "investigate", "invariant", "migrate", "migration",
    "optimise", "optimize", "plan", "prove", "proof", "race", "redesign", "refactor", "restructure",
    "reason", "reproduce", "rethink", "rewrite", "thoroughly", "trade-off", "trade-offs", "tradeoff",
    "tradeoffs", "ultrathink", "vulnerability", "why",
  ]
  private static let longest = all.map(\.utf8.count).max() ?? 0

  /// Those in a text, each once, in their order.
  static func found(in text: [UInt8]) -> [String] {
    var found: [String] = []
    for word in text.split(whereSeparator: { !isLetter($0) }) where (3...longest).contains(word.count) {
      let word = String(decoding: word.map { $0 | 0x20 }, as: UTF8.self)
      if all.contains(word), !found.contains(word) { found.append(word) }
    }
    return found
  }

  /// A letter, or the stroke within a word, which setting the bit for small letters leaves as it is.
  private static func isLetter(_ byte: UInt8) -> Bool {
    let small = byte | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(small) || byte == UInt8(ascii: "-")
  }
}
