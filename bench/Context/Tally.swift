import ContextReplay

/// What planning a turn took.
struct PlanningTime: Sendable {
  /// Nanoseconds of the processor.
  var nanoseconds: Int
  /// What the client sent, in tokens.
  var originalTokens: Int
  /// The messages of the request.
  var messages: Int

  /// The same in milliseconds.
  var milliseconds: Double { Double(nanoseconds) / 1e6 }
}

/// What a policy did over the turns of sessions, as CONTEXT section 3 defines it.
struct Tally: Sendable {
  /// Requests forwarded, those of side requests included.
  var requests = 0
  /// Requests whose exact count was above the high-water mark.
  var overLimit = 0
  /// Requests that left less than the reserve to the answer.
  var overWindow = 0
  /// Requests that a server or a strict template would refuse.
  var invalid = 0
  /// Requests that could not be made to fit.
  var refused = 0
  /// Requests whose prompt did not begin with the one before, without an epoch.
  var unexplained = 0
  /// Requests whose plan came out otherwise the second time, or from a state that had been written down.
  var undetermined = 0
  /// The first fault of each sort, in words.
  var faults: [String] = []
  /// What became of planted facts.
  var needles = NeedleSearch()
  /// What planning took.
  var planning: [PlanningTime] = []
  /// The most that tools and system prompt took in a prompt.
  var mostFixedTokens = 0

  /// Turns since the window first filled; all figures below are of these.
  var turns = 0
  /// Tokens forwarded.
  var tokens = 0
  /// Tokens that the prompt before did not have at its front.
  var prefilled = 0
  /// The same in bytes.
  var bytes = 0
  var prefilledBytes = 0
  /// Tokens the client sent.
  var originalTokens = 0
  /// Turns whose prompt did not begin with the one before.
  var breaks = 0
  var epochs = 0
  var edits = 0
  var supportedEdits = 0
  var paths = 0
  var namedPaths = 0
  /// The sum over the turns of the share of people's lines that were visible.
  var userLines = 0.0
  /// The estimate of each prompt less its exact count, over the count.
  var errors: [Double] = []

  /// Both together.
  mutating func add(_ other: Tally) {
    requests += other.requests
    overLimit += other.overLimit
    overWindow += other.overWindow
    invalid += other.invalid
    refused += other.refused
    unexplained += other.unexplained
    undetermined += other.undetermined
    faults += other.faults
    needles.add(other.needles)
    planning += other.planning
    mostFixedTokens = max(mostFixedTokens, other.mostFixedTokens)
    turns += other.turns
    tokens += other.tokens
    prefilled += other.prefilled
    bytes += other.bytes
    prefilledBytes += other.prefilledBytes
    originalTokens += other.originalTokens
    breaks += other.breaks
    epochs += other.epochs
    edits += other.edits
    supportedEdits += other.supportedEdits
    paths += other.paths
    namedPaths += other.namedPaths
    userLines += other.userLines
    errors += other.errors
  }

  /// Adds what a turn needed and had.
  mutating func add(_ support: Support) {
    edits += support.edits
    supportedEdits += support.supportedEdits
    paths += support.paths
    namedPaths += support.namedPaths
    userLines += support.userLines
  }

  // MARK: Figures

  /// Prefilled tokens per turn.
  var prefillPerTurn: Double { Self.share(Double(prefilled), turns) }
  /// The share of forwarded tokens that the server had already.
  var reuse: Double { 1 - Self.share(Double(prefilled), tokens) }
  /// The same in bytes.
  var reuseOfBytes: Double { 1 - Self.share(Double(prefilledBytes), bytes) }
  var epochsPer100: Double { 100 * Self.share(Double(epochs), turns) }
  var editSupport: Double { Self.share(Double(supportedEdits), edits) }
  var pathSupport: Double { Self.share(Double(namedPaths), paths) }
  var userRetention: Double { Self.share(userLines, turns) }
  /// Forwarded over sent.
  var compression: Double { Self.share(Double(tokens), originalTokens) }

  /// By how much the planner's counts were off: the 5th, 50th and 95th percentile, in percent of the exact count.
  var errorPercentiles: [Double] {
    let sorted = errors.sorted()
    guard let last = sorted.last else { return [] }
    return [5, 50, 95].map {
      100 * (sorted.count * $0 / 100 < sorted.count ? sorted[sorted.count * $0 / 100] : last)
    }
  }

  private static func share(_ part: Double, _ whole: Int) -> Double { whole == 0 ? 0 : part / Double(whole) }
}
