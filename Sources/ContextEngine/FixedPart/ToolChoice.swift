import Conversations

/// Which tools are offered, and in which order.
struct ToolChoice: Equatable {
  /// Those on offer, in the order of the prompt.
  private(set) var offered: [String] = []
  /// The client's others, in its order.
  private(set) var dropped: [String] = []

  /// The choice at a rung.
  ///
  /// - Parameters:
  ///   - used: tools that must be offered whatever the rung.
  ///   - earlier: what was offered before: it keeps its place, and at the rung it was decided at it stays.
  init(of tools: [ToolDefinition], used: [String], after earlier: FixedPart?, at rung: FixedPart.Rung) {
    let needed = Set(used)
    let there = Set(tools.map(\.name))
    var wanted = Set(tools.filter { !$0.isDeferred || needed.contains($0.name) }.map(\.name))
    if let core = rung.coreTools(of: tools) {
      wanted = needed.union(core)
      if let earlier, earlier.rung == rung { wanted.formUnion(earlier.offered) }
    }
    let places = (earlier?.offered ?? []) + tools.map(\.name)
    var seen: Set<String> = []
    for name in places where there.contains(name) && wanted.contains(name) && seen.insert(name).inserted {
      offered.append(name)
    }
    dropped = tools.filter { !$0.isDeferred && seen.insert($0.name).inserted }.map(\.name)
  }
}

extension FixedPart.Rung {
  /// The tools that are offered even if nobody has used them; nil when all are.
  fileprivate func coreTools(of tools: [ToolDefinition]) -> [String]? {
    let tools = tools.filter { !$0.isDeferred }
    return switch self {
    case .asSent, .canonical, .brief, .extract: nil
    case .core, .terse: CoreTools.all(of: tools)
    case .four, .names: CoreTools.vital(of: tools)
    }
  }
}
