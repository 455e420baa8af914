import ContextReplay

/// What became of planted facts at one window: present, recoverable by a call that is named, absent, in percent.
struct NeedleTable {
  private let table: PolicyTable

  init(_ table: PolicyTable) { self.table = table }

  /// The table as text: every policy over all kinds, then the planner by kind.
  var text: String {
    let head = ["present/recoverable/absent %"] + Needle.distances.map { "+\($0) steps" }
    let policies = table.names.map { name in
      [name] + Needle.distances.map { Self.cell(table[name].needles.count(at: $0)) }
    }
    let kinds = Needle.Kind.allCases.map { kind in
      ["  \(BenchUnit.planner), \(kind.rawValue)"]
        + Needle.distances.map {
          Self.cell(table[BenchUnit.planner].needles.counts[kind]?[$0] ?? NeedleCount())
        }
    }
    return Figure.table([head] + policies + kinds)
  }

  private static func cell(_ count: NeedleCount) -> String {
    guard count.total > 0 else { return "-" }
    return [count.present, count.recoverable, count.absent]
      .map { Figure.fixed(100 * Double($0) / Double(count.total), 0) }.joined(separator: "/")
      + " of \(count.total)"
  }
}
