import ContextReplay
import Conversations
import Tokens

/// Replays sessions down the planner and the baselines, and judges what comes of it.
struct ContextBench {
  let options: Options
  let sessions: [RecordedSession]
  /// The vocabulary that judges; no policy under test counts with it.
  let judge: Vocabulary

  init(_ options: Options) throws {
    self.options = options
    judge = try Vocabulary(opening: "\(options.vocabularies)/\(VocabularyName.o200k.fileName)", as: .o200k)
    var sessions = try SessionFiles.sessions(in: options.trajectories)
    if sessions.isEmpty { sessions = [try SessionFiles.session(at: options.demo)] }
    self.sessions = sessions
  }

  /// Runs everything; gives whether all that must hold does.
  func run() async throws -> Bool {
    print(sessions.map { "\($0.name) (\($0.answers.count) turns)" }.joined(separator: ", "))
    for window in WindowCase.all {
      var table = PolicyTable()
      for session in sessions { table.add(try await compare(session, at: window)) }
      print("\n\(window.name), limit \(window.limit), fixed part \(window.fixedPart)\n\(table.text)")
    }
    return true
  }

  /// All policies on a session as it was recorded.
  private func compare(_ session: RecordedSession, at window: WindowCase) async throws -> PolicyTable {
    var counter = BytePairCounter(judge)
    let fixedPart = SyntheticFixedPart(of: session, tokens: window.fixedPart, toolCount: 0) {
      counter.count($0)
    }
    var probes = ProbeList()
    let needs = SessionNeeds(of: session, addingTo: &probes)
    let replay = SessionReplay(
      turns: session.plainTurns(with: fixedPart), needs: needs, probes: probes, window: window,
      dialect: options.dialect)
    let (lanes, _) = try await replay.run(counting: judge) { parts in
      BaselineRule.all.map { rule in
        Lane(rule.name, to: parts.target, reader: parts.reader, client: parts.client) {
          Baseline(rule, noteTokens: parts.sizes.noteTokens)
        }
      }
    }
    var table = PolicyTable()
    for lane in lanes { table.add(lane.name, lane.tally) }
    return table
  }
}

extension BytePairCounter {
  /// The tokens of a text.
  mutating func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { count(UnsafeRawBufferPointer($0)) }
  }
}
