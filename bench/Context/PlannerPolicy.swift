import ContextEngine
import Conversations
import Dialects
import Tokens
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What the planner keeps of all lines of a replay, as the gateway keeps it: states, counts, and what was learned of how
/// the target counts.
final class PlannerMemory {
  /// A line's state, and the ratio that holds in it: a changed one counts from the next epoch on.
  struct Line {
    let branch: Int
    let state: ContextState
    let ratio: Double
  }

  /// The lines of each session, the newest last.
  private var lines: [SessionID: [Line]] = [:]
  /// The counts of messages.
  var counts: [Fingerprint: [Int]] = [:]
  /// What the exact counts have taught.
  var calibration = Calibration()
  /// What counts while it plans: another vocabulary than the one that judges.
  var counter: PromptCounter

  init(counter: consuming PromptCounter) { self.counter = counter }

  /// The line to go on from: the request's own, else the one of its session that goes furthest with it.
  func latest(for request: ChatRequest, _ key: ContextKey, parts: (JSONValue) -> [ContentPart]) -> Line? {
    let lines = lines[key.session] ?? []
    let depths = lines.map { $0.state.agreement(with: request, parts: parts) }
    if let own = lines.firstIndex(where: { $0.branch == key.branch }), depths[own] != nil {
      return lines[own]
    }
    return lines.indices.max { (depths[$0] ?? 0) < (depths[$1] ?? 0) }.map { lines[$0] }
  }

  /// Keeps a line.
  func keep(_ line: Line, of session: SessionID) {
    lines[session, default: []].removeAll { $0.branch == line.branch }
    lines[session, default: []].append(line)
  }
}

/// The planner at work on one line of a conversation, used as the gateway uses it.
struct PlannerPolicy: ForwardingPolicy {
  private let planner: ContextPlanner
  private let memory: PlannerMemory
  private let dialect: AnthropicMessages
  /// What the last plan was thought to take, without what has been learned.
  private var estimate = 0

  init(_ planner: ContextPlanner, _ memory: PlannerMemory, _ dialect: AnthropicMessages) {
    self.planner = planner
    self.memory = memory
    self.dialect = dialect
  }

  mutating func forward(_ turn: PolicyTurn) throws -> PolicyDecision {
    let dialect = dialect
    let draft = ContextDraft(
      request: turn.request, system: try dialect.system(of: turn.request),
      tools: try dialect.tools(of: turn.request), traits: turn.traits, counts: memory.counts,
      parts: { (try? dialect.parts(of: $0, at: "message")) ?? [] })
    let budget = turn.window.budget(of: memory.calibration)
    let start = Self.threadTime()
    let earlier = memory.latest(for: turn.request, turn.key, parts: draft.parts)
    let planned = try planner.plan(
      draft, after: earlier?.state, within: budget, hints: ContextHints(), counting: &memory.counter)
    let time = Self.threadTime() - start
    let again = try planner.plan(
      draft, after: earlier.flatMap { ContextState(decoding: $0.state.encoded()) }, within: budget,
      hints: ContextHints(), counting: &memory.counter)
    for count in planned.counted { memory.counts[count.source] = count.parts }
    let ratio = planned.report.epoch == nil ? earlier?.ratio ?? budget.ratio : budget.ratio
    estimate = Int((Double(planned.report.sentTokens) / ratio).rounded())
    if !turn.isSide {
      let line = PlannerMemory.Line(branch: turn.key.branch, state: planned.state, ratio: ratio)
      memory.keep(line, of: turn.key.session)
    }
    return PolicyDecision(
      plan: planned.plan, isEpoch: planned.report.epoch != nil, report: planned.report,
      isDetermined: again.plan == planned.plan && again.report == planned.report, nanoseconds: time)
  }

  mutating func note(exactTokens: Int) {
    _ = memory.calibration.note(reported: exactTokens, estimated: estimate)
  }

  /// What this thread has computed, in nanoseconds: other processes do not count.
  private static func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
