import ContextEngine
import ContextReplay
import Conversations
import Tokens

/// One session of a run at one window: what one thread works on.
struct BenchUnit: Sendable {
  let run: BenchRun
  let session: RecordedSession
  /// The session that is played between the turns, where the run has one.
  let other: RecordedSession
  let window: WindowCase
  let dialect: DialectName
  let seed: UInt64
  /// Whether the client names its session.
  let namesSession: Bool
  let data: BenchData

  /// The name of the planner's row.
  static let planner = "ctxgw"

  /// Plays it.
  func play() async throws -> SessionReplay.Outcome {
    var probes = ProbeList()
    var played = session
    var needles: [Needle] = []
    if run.plantsNeedles {
      let planted = try PlantedSession(session, addingTo: &probes)
      (played, needles) = (planted.session, planted.needles)
    }
    let isComparable = run.habits.isEmpty && !run.plantsNeedles && !run.baselines.isEmpty
    let needs = isComparable ? SessionNeeds(of: played, addingTo: &probes) : nil
    let replay = SessionReplay(
      turns: turns(of: played), needs: needs, needles: needles, answers: played.answers, probes: probes,
      window: window, dialect: dialect)
    return try await replay.run(counting: data.judge, down: lanes)
  }

  // MARK: Turns

  private func turns(of played: RecordedSession) -> [ClientTurn] {
    guard !run.habits.isEmpty else { return played.plainTurns(with: fixedPart(of: played)) }
    var client = SimulatedClient(
      playing: played, fixedPart: fixedPart(of: played), habits: run.habits, seed: seed,
      sessionID: namesSession ? "bench-\(played.name)" : nil)
    let turns = client.play()
    guard run.isInterleaved else { return turns }
    var second = SimulatedClient(
      playing: other, fixedPart: fixedPart(of: other), habits: run.habits, seed: seed &+ 1,
      sessionID: "bench-between-\(other.name)", conversation: 1)
    return Self.interleaved(turns, with: second.play())
  }

  /// Three turns of the first, then one of the second, as long as there are any.
  private static func interleaved(_ first: [ClientTurn], with second: [ClientTurn]) -> [ClientTurn] {
    var rest = second[...]
    return first.enumerated().flatMap { number, turn in
      number % 3 == 2 ? [turn] + (rest.popFirst().map { [$0] } ?? []) : [turn]
    }
  }

  private func fixedPart(of played: RecordedSession) -> SyntheticFixedPart {
    var counter = BytePairCounter(data.judge)
    return switch run.fixedPart {
    case .compacted:
      SyntheticFixedPart(of: played, tokens: window.fixedPart, toolCount: 0) { counter.count($0) }
    case .whole(let tokens, let tools):
      SyntheticFixedPart(of: played, tokens: tokens, toolCount: tools) { counter.count($0) }
    }
  }

  // MARK: Lanes

  private func lanes(_ parts: SessionReplay.LaneParts) throws -> [Lane] {
    let baselines = run.baselines.map { rule in
      Lane(rule.name, to: parts.target, reader: parts.reader, client: parts.client) {
        Baseline(rule, noteTokens: parts.sizes.noteTokens)
      }
    }
    return baselines + [try planner(parts)]
  }

  private func planner(_ parts: SessionReplay.LaneParts) throws -> Lane {
    var settings = ContextSettings()
    // Baselines get the fixed part compacted; the planner must not gain by compacting it further.
    settings.compactTools = run.fixedPart != .compacted
    let planner = ContextPlanner(settings: settings, toolTexts: data.toolTexts)
    let memory = PlannerMemory(counter: try data.plannersCounter())
    return Lane(
      Self.planner, to: parts.target, reader: parts.reader, client: parts.client, checksAllDialects: true
    ) {
      PlannerPolicy(planner, memory, parts.client)
    }
  }
}
