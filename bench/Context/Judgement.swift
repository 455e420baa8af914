/// Whether what must hold does, and how far what is aimed for is away: the table of CONTEXT section 4.
struct Judgement {
  /// A row: what is wanted at each window, and what came out.
  struct Row {
    /// What is judged.
    var name: String
    /// Whether it must hold.
    var isRequired: Bool
    /// What is wanted, in words, at each window.
    var targets: [String]
    /// What came out at each window.
    var figures: [String]
    /// Whether each is met.
    var isMet: [Bool]
  }

  /// The rows.
  private(set) var rows: [Row] = []
  private var faults: [String] = []

  /// Whether all that must hold does.
  var holds: Bool { rows.allSatisfy { !$0.isRequired || $0.isMet.allSatisfy { $0 } } }

  init(of results: BenchResults, planning: [PlanningTime]) {
  }

  /// The table as text.
  var text: String { "" }
}
