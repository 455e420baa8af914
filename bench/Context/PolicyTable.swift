/// What every policy did at one window, a row for each.
struct PolicyTable {
  /// The rows, by the policy's name, in their order.
  private(set) var names: [String] = []
  private var tallies: [String: Tally] = [:]

  /// Adds what a lane did.
  mutating func add(_ name: String, _ tally: Tally) {
    if tallies[name] == nil { names.append(name) }
    tallies[name, default: Tally()].add(tally)
  }

  /// Adds another table's rows.
  mutating func add(_ other: PolicyTable) {
    for name in other.names { add(name, other[name]) }
  }

  /// What a policy did.
  subscript(_ name: String) -> Tally { tallies[name] ?? Tally() }

  /// The table as text.
  var text: String {
    let head = [
      "", "prefill/turn", "reuse", "epochs/100", "breaks/100", "edit", "path", "user", "sent/orig", "over H",
      "over", "refused", "invalid", "unexpl.",
    ]
    return Figure.table([head] + names.map { row($0, self[$0]) })
  }

  private func row(_ name: String, _ tally: Tally) -> [String] {
    let quality = tally.edits + tally.paths == 0
    return [
      name, Figure.fixed(tally.prefillPerTurn, 0), Figure.fixed(tally.reuse, 3),
      Figure.fixed(tally.epochsPer100, 1),
      Figure.fixed(100 * Double(tally.breaks) / Double(max(1, tally.turns)), 1),
      quality ? "-" : Figure.fixed(tally.editSupport, 3), quality ? "-" : Figure.fixed(tally.pathSupport, 3),
      quality ? "-" : Figure.fixed(tally.userRetention, 3), Figure.fixed(tally.compression, 2),
      String(tally.overLimit), String(tally.overWindow), String(tally.refused), String(tally.invalid),
      String(tally.unexplained),
    ]
  }
}
