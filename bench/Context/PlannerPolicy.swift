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
  /// The states of each session, the newest last.
  private var states: [SessionID: [(branch: Int, state: ContextState)]] = [:]
  /// The counts of messages.
  var counts: [Fingerprint: [Int]] = [:]
  /// What the exact counts have taught.
  var calibration = Calibration()
  /// What counts while it plans: another vocabulary than the one that judges.
  var counter: PromptCounter

  init(counter: consuming PromptCounter) { self.counter = counter }

  /// The state to go on from: of the line itself, else the one of its session that goes furthest with the request.
  func latest(for request: ChatRequest, _ key: ContextKey, parts: (JSONValue) -> [ContentPart])
    -> ContextState?
  {
    let states = states[key.session] ?? []
    if let own = states.first(where: { $0.branch == key.branch })?.state,
      own.agreement(with: request, parts: parts) != nil
    {
      return own
    }
    return states.map(\.state).max {
      ($0.agreement(with: request, parts: parts) ?? 0) < ($1.agreement(with: request, parts: parts) ?? 0)
    }
  }

  /// Keeps a line's state.
  func keep(_ state: ContextState, of key: ContextKey) {
    states[key.session, default: []].removeAll { $0.branch == key.branch }
    states[key.session, default: []].append((key.branch, state))
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
      parts: { (try? dialect.parts(of: $0)) ?? [] })
    let budget = turn.window.budget(of: memory.calibration)
    let start = Self.threadTime()
    let earlier = memory.latest(for: turn.request, turn.key, parts: draft.parts)
    let planned = try planner.plan(
      draft, after: earlier, within: budget, hints: ContextHints(), counting: &memory.counter)
    let time = Self.threadTime() - start
    let again = try planner.plan(
      draft, after: earlier.flatMap { ContextState(decoding: $0.encoded()) }, within: budget,
      hints: ContextHints(), counting: &memory.counter)
    for count in planned.counted { memory.counts[count.source] = count.parts }
    if !turn.isSide { memory.keep(planned.state, of: turn.key) }
    estimate = Int((Double(planned.report.sentTokens) / budget.ratio).rounded())
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
