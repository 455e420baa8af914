import ContextReplay

/// Whether what must hold does, and how far what is aimed for is away: the table of CONTEXT section 4.
///
/// A run that was not made is not judged. Figures of safety are of the planner in all runs together; figures of worth are of
/// the sessions as they were recorded, beside the baselines.
struct Judgement {
  /// The rows.
  private(set) var rows: [JudgementRow] = []
  private let results: BenchResults

  /// Whether all that must hold does.
  var holds: Bool { rows.allSatisfy { !$0.isRequired || $0.isMet } }

  init(of results: BenchResults, planning: [PlanningTime]) {
    self.results = results
    judgeSafety()
    if results.has(.comparison) { judgeAgainstBaselines() }
    if results.has(.comparison) { judgeAims() }
    if results.has(.needles) { judgeNeedles() }
    if let fixed = BenchRun.fixedParts.first, results.has(fixed) { judgeFixedPart() }
    if results.has(.mutated) { judgeRecognition() }
    judge(planning)
  }

  /// The table as text.
  var text: String {
    let head = ["", "", "target 8K/16K/32K", BenchUnit.planner, "baseline", "ratio", ""]
    return "\n" + Figure.table([head] + rows.map(\.cells))
  }

  // MARK: What must hold

  private mutating func judgeSafety() {
    let all = WindowCase.all.map { window in
      results.runs.reduce(into: Tally()) { $0.add(results.tally(BenchUnit.planner, in: $1, at: window)) }
    }
    requireNone("prompts that leave less than the reserve", all.map(\.overWindow))
    requireNone("requests refused as too long", all.map(\.refused))
    requireNone("invalid requests, in all dialects", all.map(\.invalid))
    requireNone("unexplained breaks of the prefix", all.map(\.unexplained))
    requireNone("plans that differ the second time, or after a restart", all.map(\.undetermined))
    requireNone("prompts above the high-water mark at 3 % margin", all.map(\.overLimit))
  }

  private mutating func requireNone(_ name: String, _ counts: [Int]) {
    rows.append(JudgementRow(name, [0, 0, 0], counts.map(Double.init), decimals: 0))
  }

  private mutating func judgeAgainstBaselines() {
    for rule in [BaselineRule.hysteresis, .pinnedHysteresis] {
      // CONTEXT 2d measured the policy without a pinned task; the other is the harder one in prefill.
      let isRequired = rule.name == BaselineRule.hysteresis.name
      compare(
        "prefilled tokens per turn, of \(rule.name)", rule, 0, \.prefillPerTurn, atMost: 0.95, isRequired)
      compare("edit support, of \(rule.name)", rule, 3, \.editSupport, atLeast: 1, isRequired)
      compare("path support, of \(rule.name)", rule, 3, \.pathSupport, atLeast: 1.03, isRequired)
    }
    rows.append(
      JudgementRow(
        "user text at every turn", [0.85, 0.95, 0.98], ours(\.userRetention), decimals: 3, isAtLeast: true))
    let rivals = WindowCase.all.map { window in results.rivals(at: window) }
    requireNone("baselines as good in prefill, edit, path and user text", rivals.map(\.count))
  }

  private mutating func compare(
    _ name: String, _ rule: BaselineRule, _ decimals: Int, _ figure: (Tally) -> Double, atMost: Double? = nil,
    atLeast: Double? = nil, _ isRequired: Bool
  ) {
    let baseline = WindowCase.all.map { figure(results.tally(rule.name, in: .comparison, at: $0)) }
    rows.append(
      JudgementRow(
        name, ratio: atMost ?? atLeast ?? 1, ours(figure), to: baseline, decimals: decimals,
        isAtLeast: atLeast != nil, isRequired: isRequired))
  }

  private mutating func judgeFixedPart() {
    let most = WindowCase.all.map { window in
      BenchRun.fixedParts.map { results.tally(BenchUnit.planner, in: $0, at: window).mostFixedTokens }.max()
        ?? 0
    }
    rows.append(
      JudgementRow(
        "tokens of system and tools, of 20K and 40K", WindowCase.all.map { Double($0.fixedPart) },
        most.map(Double.init), decimals: 0))
  }

  private mutating func judgeRecognition() {
    let placements = results.placements(in: .mutated)
    let share = 100 * Double(placements.recognised) / Double(max(1, placements.turns))
    rows.append(
      JudgementRow(
        "mutated turns whose session is recognised, %", [99.5], [share], decimals: 2, isAtLeast: true))
  }

  private mutating func judge(_ planning: [PlanningTime]) {
    let long = planning.filter { $0.originalTokens >= 150_000 }.map(\.milliseconds).sorted()
    guard let most = long.last else { return }
    let middle = long[long.count / 2]
    rows.append(JudgementRow("planning at 200K tokens of history, median ms", [5], [middle], decimals: 2))
    rows.append(
      JudgementRow(
        "planning, 99th percentile ms", [20], [long[min(long.count - 1, long.count * 99 / 100)]], decimals: 2)
    )
    rows.append(JudgementRow("planning, longest ms", [20], [most], decimals: 2, isRequired: false))
    let (early, late) = (Self.median(planning, ofTurn: 40), Self.median(planning, ofTurn: 400))
    rows.append(JudgementRow("planning at 400 turns over 40 turns", [2], [late / early], decimals: 2))
  }

  /// The median of the turns around one.
  private static func median(_ planning: [PlanningTime], ofTurn turn: Int) -> Double {
    let times = planning.filter { abs($0.messages / 2 - turn) <= 15 }.map(\.milliseconds).sorted()
    return times.isEmpty ? 0 : times[times.count / 2]
  }

  // MARK: What is aimed for

  private mutating func judgeAims() {
    aim("prefilled tokens per turn", [550, 700, 800], ours(\.prefillPerTurn), decimals: 0, isAtLeast: false)
    aim("share of the prompt reused", [0.89, 0.94, 0.965], ours(\.reuse), decimals: 3)
    aim("epochs in 100 turns", [14, 8, 5], ours(\.epochsPer100), decimals: 1, isAtLeast: false)
    aim("edit support", [0.65, 0.78, 0.86], ours(\.editSupport), decimals: 3)
    aim("path support", [0.92, 0.96, 0.98], ours(\.pathSupport), decimals: 3)
    aim("user text at every turn", [0.9, 0.98, 1], ours(\.userRetention), decimals: 3)
  }

  private mutating func judgeNeedles() {
    let shares = WindowCase.all.map { window in
      let count = results.tally(BenchUnit.planner, in: .needles, at: window).needles.count(at: 60)
      return Double(count.present + count.recoverable) / Double(max(1, count.total))
    }
    aim("facts present or recoverable, 60 steps later", [0.95, 0.97, 0.99], shares, decimals: 3)
  }

  private mutating func aim(
    _ name: String, _ targets: [Double], _ figures: [Double], decimals: Int, isAtLeast: Bool = true
  ) {
    rows.append(
      JudgementRow(name, targets, figures, decimals: decimals, isAtLeast: isAtLeast, isRequired: false))
  }

  private func ours(_ figure: (Tally) -> Double) -> [Double] {
    WindowCase.all.map { figure(results.tally(BenchUnit.planner, in: .comparison, at: $0)) }
  }
}
