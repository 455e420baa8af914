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
      let faults = table.names.contains(BenchUnit.planner) ? table[BenchUnit.planner].faults : []
      let notes = faults.prefix(6).map { "\n  " + $0 }.joined()
      return notes + (run.plantsNeedles ? "\(title)\n\(NeedleTable(table).text)" : "\(title)\n\(table.text)")
    }.joined(separator: "\n")
  }
}
