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
    if let core = rung.coreTools {
      wanted = needed.union(Self.chosen(core, of: tools))
      if let earlier, earlier.rung == rung { wanted.formUnion(earlier.offered) }
    }
    let places = (earlier?.offered ?? []) + tools.map(\.name)
    var seen: Set<String> = []
    for name in places where there.contains(name) && wanted.contains(name) && seen.insert(name).inserted {
      offered.append(name)
    }
    dropped = tools.filter { !$0.isDeferred && seen.insert($0.name).inserted }.map(\.name)
  }

  /// The client's tools that do a core tool's work. Of several that do the same all are meant to be used together.
  private static func chosen(_ core: (CoreTool) -> Bool, of tools: [ToolDefinition]) -> [String] {
    tools.map(\.name).filter { CoreTool(name: $0).map(core) ?? false }
  }
}

extension FixedPart.Rung {
  /// Whether a core tool is offered; nil when all tools are.
  var coreTools: ((CoreTool) -> Bool)? {
    switch self {
    case .asSent, .canonical, .brief, .extract: nil
    case .core, .terse: { _ in true }
    case .four, .names: { $0.isVital }
    }
  }
}
