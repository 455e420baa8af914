import Conversations

/// Which tools are offered, and in which order.
struct ToolChoice: Equatable {
  /// Those on offer, in the order of the prompt.
  var offered: [String] { places.filter(wanted.contains) }
  /// The client's others, in its order.
  var dropped: [String] { others.filter { !wanted.contains($0) } }
  /// Others that are offered as far as there is room, the most needed first.
  private(set) var spare: [String] = []

  private let places: [String]
  private let others: [String]
  private var wanted: Set<String>

  /// The choice at a rung.
  ///
  /// - Parameters:
  ///   - used: tools that must be offered whatever the rung.
  ///   - earlier: what was offered before: it keeps its place, and at the rung it was decided at it stays.
  init(of tools: [ToolDefinition], used: [String], after earlier: FixedPart?, at rung: FixedPart.Rung) {
    let listed = tools.filter { !$0.isDeferred }
    let there = Set(tools.map(\.name))
    let before = (earlier?.offered ?? []).filter(there.contains)
    others = listed.map(\.name)
    places = before + tools.map(\.name).filter { !before.contains($0) }
    wanted = Set(rung.tools(of: listed) ?? others).union(there.intersection(used))
    if rung.choosesTools, let earlier, earlier.rung == rung { wanted.formUnion(before) }
    guard rung >= .few else { return }
    var seen = wanted
    let core = CoreTools.ranked(of: listed)
    let rest = core.count < CoreTools.fewest ? others : []
    spare = (before + core + rest).filter { seen.insert($0).inserted }
  }

  /// Offers one more.
  mutating func offer(_ name: String) { wanted.insert(name) }
}

extension FixedPart.Rung {
  /// Whether tools are left out.
  fileprivate var choosesTools: Bool { self >= .core }

  /// The tools that are offered even if nobody has used them; nil when all are.
  fileprivate func tools(of tools: [ToolDefinition]) -> [String]? {
    switch self {
    case .asSent, .canonical, .brief, .extract: return nil
    case .core, .terse:
      let core = CoreTools.all(of: tools)
      return core.count < CoreTools.fewest ? nil : core
    case .few, .names: return CoreTools.vital(of: tools)
    }
  }
}
