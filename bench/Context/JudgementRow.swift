/// What is wanted of a figure at each window, or once, and what came out.
struct JudgementRow {
  /// What is judged.
  let name: String
  /// Whether it must hold; else it is aimed for.
  let isRequired: Bool
  /// What is wanted: of the figure itself, or of its ratio to the baseline's.
  let targets: [Double]
  /// What came out.
  let figures: [Double]
  /// The same of the baseline; nil where there is none.
  let baseline: [Double]?
  private let isAtLeast: Bool
  private let decimals: Int

  /// A figure that must be, or shall be, at most or at least so much.
  init(
    _ name: String, _ targets: [Double], _ figures: [Double], decimals: Int, isAtLeast: Bool = false,
    isRequired: Bool = true
  ) {
    self.name = name
    self.targets = targets
    self.figures = figures
    self.decimals = decimals
    self.isAtLeast = isAtLeast
    self.isRequired = isRequired
    baseline = nil
  }

  /// A figure that must be at most or at least so many times a baseline's.
  init(
    _ name: String, ratio: Double, _ figures: [Double], to baseline: [Double], decimals: Int, isAtLeast: Bool,
    isRequired: Bool
  ) {
    self.name = name
    self.targets = figures.map { _ in ratio }
    self.figures = figures
    self.baseline = baseline
    self.decimals = decimals
    self.isAtLeast = isAtLeast
    self.isRequired = isRequired
  }

  /// The figures over the baseline's.
  var ratios: [Double]? { baseline.map { zip(figures, $0).map { $1 == 0 ? 0 : $0 / $1 } } }

  /// Whether it is met everywhere.
  var isMet: Bool { gaps.allSatisfy { $0 <= 0 } }

  /// By how much each is missed; nothing above 0 where it is met.
  private var gaps: [Double] {
    zip(ratios ?? figures, targets).map { isAtLeast ? $1 - $0 : $0 - $1 }
  }

  /// The row's cells.
  var cells: [String] {
    let targetDecimals = baseline == nil ? decimals : 2
    let sign = isAtLeast ? "≥ " : "≤ "
    let verdicts = gaps.map { gap in
      gap <= 0
        ? "met" : "\(isRequired ? "NOT MET" : "gap") \(Figure.fixed(gap, baseline == nil ? decimals : 3))"
    }
    return [
      name, isRequired ? "must" : "aim",
      baseline == nil
        ? sign + Self.list(targets, targetDecimals) : sign + Figure.fixed(targets.first ?? 0, 2) + "x",
      Self.list(figures, decimals), baseline.map { Self.list($0, decimals) } ?? "",
      ratios.map { Self.list($0, 3) } ?? "", isMet ? "met" : verdicts.joined(separator: ", "),
    ]
  }

  private static func list(_ figures: [Double], _ decimals: Int) -> String {
    figures.map { Figure.fixed($0, decimals) }.joined(separator: "/")
  }
}
