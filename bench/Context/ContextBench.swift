import ContextReplay

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Replays sessions down the planner and the baselines, and judges what comes of it.
struct ContextBench {
  private let options: Options
  private let sessions: [RecordedSession]
  private let data: BenchData

  init(_ options: Options) throws {
    self.options = options
    data = try BenchData(in: options.data, planning: options.counter)
    let recorded = try RecordedSession.all(in: options.trajectories)
    sessions = try recorded.isEmpty ? [RecordedSession(at: options.demo)] : recorded
  }

  /// Runs everything and prints it; gives whether all that must hold does.
  func run() async throws -> Bool {
    print(sessions.map { "\($0.name) (\($0.answers.count) turns)" }.joined(separator: ", "))
    let results = try await play()
    for run in runs { print(results.text(of: run)) }
    let judgement = Judgement(of: results, planning: try await planningTimes())
    print(judgement.text)
    print(Self.caveats)
    if let path = options.json { try Files.write(results.json(judgedBy: judgement), to: path) }
    return judgement.holds
  }

  private static let caveats = """

    Open-loop replay: what the policy removed is never fetched again. One project and two agents dominate the data, and the
    models that produced it were strong; edit support over-weights edits; whether tasks get solved is not measured.
    """

  private var runs: [BenchRun] {
    let plain = [BenchRun.comparison, .needles]
    let mutated = [BenchRun.mutated] + BenchRun.fixedParts
    return switch options.mutators {
    case .on: mutated
    case .off: plain
    case .both: plain + mutated
    }
  }

  /// Plays every session of every run at every window, as many at a time as there are processors.
  private func play() async throws -> BenchResults {
    let units = runs.flatMap { run in WindowCase.all.flatMap { window in sessionUnits(of: run, at: window) } }
    var outcomes = [SessionReplay.Outcome?](repeating: nil, count: units.count)
    try await withThrowingTaskGroup(of: (Int, SessionReplay.Outcome).self) { group in
      var waiting = units.enumerated().makeIterator()
      // More at a time would not be faster, and each holds its prompts in memory.
      for _ in 0..<Self.processors {
        if let (number, unit) = waiting.next() { group.addTask { (number, try await unit.play()) } }
      }
      for try await (number, outcome) in group {
        outcomes[number] = outcome
        if let (number, unit) = waiting.next() { group.addTask { (number, try await unit.play()) } }
      }
    }
    var results = BenchResults()
    for (unit, outcome) in zip(units, outcomes) {
      if let outcome { results.add(outcome, of: unit) }
    }
    return results
  }

  private static var processors: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

  private func sessionUnits(of run: BenchRun, at window: WindowCase) -> [BenchUnit] {
    sessions.indices.map { number in
      BenchUnit(
        run: run, session: sessions[number], other: sessions[(number + 1) % sessions.count], window: window,
        dialect: options.dialect, seed: options.seed &+ UInt64(number) &* 1_000,
        // The clients that name their sessions are also those that compact.
        namesSession: number % 2 == 0, data: data)
    }
  }

  /// What planning takes on a session of 200,000 tokens and more, on one thread while no other works.
  private func planningTimes() async throws -> [PlanningTime] {
    let session = try LongSession(of: sessions).session
    let unit = BenchUnit(
      run: .long, session: session, other: session, window: WindowCase.all[2], dialect: options.dialect,
      seed: options.seed, namesSession: true, data: data)
    return try await unit.play().tallies.flatMap(\.tally.planning)
  }
}
