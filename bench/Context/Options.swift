import Conversations

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is run, and what becomes of it.
struct Options {
  /// Which of the runs are made.
  enum Mutators: String {
    case on, off, both
  }

  var mutators = Mutators.both
  var dialect = DialectName.openAIChat
  /// How the planner counts.
  var counter = BenchData.PlannersCount.cl100k
  var seed: UInt64 = 1
  /// Whether a requirement that is not met leaves the exit status as it is.
  var onlyReports = false
  /// Where the figures are written as JSON; nil for nowhere.
  var json: String?
  /// The directory of recorded sessions.
  var trajectories = environment("CTXGW_TRAJECTORIES") ?? "../shared/data/trajectories"
  /// The session that is replayed where there are no recorded ones.
  var demo = "data/demo/session.json"
  /// The directory of vocabularies and of what is known of tools.
  var data = "data"

  static let usage = """
    ContextBench [--mutators on|off|both] [--dialect openai|anthropic|ollama] [--counter cl100k|bytes] [--seed N]
                 [--json FILE] [--report-only]
    Reads the sessions in CTXGW_TRAJECTORIES, else data/demo/session.json; run it in the checkout.
    """

  /// Options from words; nil when they mean nothing.
  init?(_ words: [String]) {
    var words = words[...]
    while let word = words.popFirst() {
      if word == "--report-only" {
        onlyReports = true
        continue
      }
      guard let value = words.popFirst(), set(word, value) else { return nil }
    }
  }

  private mutating func set(_ word: String, _ value: String) -> Bool {
    switch word {
    case "--mutators":
      guard let choice = Mutators(rawValue: value) else { return false }
      mutators = choice
    case "--dialect":
      guard
        let choice = [
          "openai": DialectName.openAIChat, "anthropic": .anthropicMessages, "ollama": .ollamaChat,
        ][value]
      else {
        return false
      }
      dialect = choice
    case "--seed":
      guard let number = UInt64(value) else { return false }
      seed = number
    case "--counter":
      guard let choice = BenchData.PlannersCount(rawValue: value) else { return false }
      counter = choice
    case "--json": json = value
    default: return false
    }
    return true
  }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
