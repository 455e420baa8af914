import ContextReplay

/// What came of all runs.
struct BenchResults {
  /// The runs that were made.
  private(set) var runs: [BenchRun] = []
  private var tables: [String: [WindowCase: PolicyTable]] = [:]
  private var placements: [String: Placements] = [:]

  /// Adds what came of a unit.
  mutating func add(_ outcome: SessionReplay.Outcome, of unit: BenchUnit) {
    if !has(unit.run) { runs.append(unit.run) }
    for (name, tally) in outcome.tallies {
      tables[unit.run.name, default: [:]][unit.window, default: PolicyTable()].add(name, tally)
    }
    placements[unit.run.name, default: Placements()].add(outcome.placements)
  }

  /// What a policy did in a run at a window.
  func tally(_ policy: String, in run: BenchRun, at window: WindowCase) -> Tally {
    tables[run.name]?[window]?[policy] ?? Tally()
  }

  /// The policies of a run.
  func policies(in run: BenchRun) -> [String] { tables[run.name]?[WindowCase.all[0]]?.names ?? [] }

  /// Baselines that are at least as good as the planner in prefill, edit, path and user text together.
  func rivals(at window: WindowCase) -> [String] {
    let ours = tally(BenchUnit.planner, in: .comparison, at: window)
    return policies(in: .comparison).filter { name in
      let rival = tally(name, in: .comparison, at: window)
      // What does not fit the window is no rival.
      return name != BenchUnit.planner && rival.overWindow == 0 && rival.prefillPerTurn <= ours.prefillPerTurn
        && rival.editSupport >= ours.editSupport && rival.pathSupport >= ours.pathSupport
        && rival.userRetention >= ours.userRetention
    }
  }

  /// Whether a run was made.
  func has(_ run: BenchRun) -> Bool { tables[run.name] != nil }

  /// How a run's turns found their sessions.
  func placements(in run: BenchRun) -> Placements { placements[run.name] ?? Placements() }

  /// A run's tables.
  func text(of run: BenchRun) -> String {
    WindowCase.all.compactMap { window in
      guard let table = tables[run.name]?[window] else { return nil }
      let title = "\n\(window.name), \(run.name): at most \(window.limit) tokens of prompt"
      let body = run.plantsNeedles ? NeedleTable(table).text : table.text
      return ([title, body] + Self.notes(on: table[BenchUnit.planner])).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// How well the planner counted, and the first of its faults.
  private static func notes(on tally: Tally) -> [String] {
    guard !tally.errorPercentiles.isEmpty else { return [] }
    let errors = tally.errorPercentiles.map { Figure.fixed($0, 1) }.joined(separator: ", ")
    return ["\(BenchUnit.planner)'s counts over exact ones, 5th, 50th, 95th percentile: \(errors) %"]
      + tally.faults.prefix(5).map { "  \($0)" }
  }
}
