import ContextReplay

/// One of the runs that the bench is made of: what is played, and what with.
struct BenchRun: Sendable {
  /// What the client sends before the first word.
  enum FixedPart: Sendable, Equatable {
    /// As much as a compacted one has at the window.
    case compacted
    /// An uncompacted one.
    case whole(tokens: Int, tools: Int)
  }

  /// What is printed.
  let name: String
  /// What the client changes from turn to turn.
  var habits: ClientHabits = []
  /// What comes before the first word.
  var fixedPart = FixedPart.compacted
  /// Whether facts are planted.
  var plantsNeedles = false
  /// Whether a second session is played between the turns of the first.
  var isInterleaved = false
  /// Which baselines run beside the planner.
  var baselines = BaselineRule.all

  /// Every policy on the sessions as they were recorded; nothing but the history differs between them.
  static let comparison = BenchRun(name: "as recorded")
  /// Facts planted into the sessions.
  static let needles = BenchRun(
    name: "facts planted", plantsNeedles: true, baselines: [.passThrough, .hysteresis, .pinnedHysteresis])
  /// Clients with all their habits, another session between the turns.
  static let mutated = BenchRun(name: "mutators on", habits: .all, isInterleaved: true)
  /// The planner alone, to be timed.
  static let long = BenchRun(name: "long", baselines: [])
  /// The fixed parts of Claude Code's size, with all habits.
  static let fixedParts = [
    BenchRun(
      name: "20K of system and tools", habits: .all, fixedPart: .whole(tokens: 20_000, tools: 15),
      baselines: []),
    BenchRun(
      name: "40K of system and tools", habits: .all, fixedPart: .whole(tokens: 40_000, tools: 40),
      baselines: []),
  ]
}
