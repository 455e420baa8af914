import Conversations

/// The tools without which a coding agent cannot work.
enum CoreTools {
  /// With fewer of them nobody can work on code: a client that has no more is no coding agent, or one nobody knows.
  static let fewest = 4

  /// Those that are indispensable among a client's tools, in its order.
  ///
  /// A server's tool is one of them only where the client has none of its own that does the same.
  static func all(of tools: [ToolDefinition]) -> [String] {
    let named = core(of: tools)
    let own = Set(named.filter { !isServers($0.name) }.map(\.kind))
    return named.filter { !isServers($0.name) || !own.contains($0.kind) }.map(\.name)
  }

  /// The one that reads, the one that edits, the one that writes and the one that runs commands.
  static func vital(of tools: [ToolDefinition]) -> [String] { first(of: vitalKinds, among: tools) }

  /// All of them, the most needed first: one of each kind before the second of any.
  static func ranked(of tools: [ToolDefinition]) -> [String] {
    let first = first(of: vitalKinds + otherKinds, among: tools)
    return first + all(of: tools).filter { !first.contains($0) }
  }

  private static func first(of kinds: [ToolKind], among tools: [ToolDefinition]) -> [String] {
    let core = Set(all(of: tools))
    let named = self.core(of: tools).filter { core.contains($0.name) }
    return kinds.compactMap { kind in named.first { $0.kind == kind }?.name }
  }

  private static let vitalKinds: [ToolKind] = [.read, .edit, .write, .shell]
  private static let otherKinds: [ToolKind] = [.search, .list, .todo, .subAgent]

  /// Tools that go along with a core tool of their kind and can be missed. Without case and punctuation.
  private static let companions: Set<String> = [
    "viewimage", "notebookread", "notebookedit", "bashoutput", "writestdin", "websearch", "googlewebsearch",
    "todoread", "taskget", "tasklist",
  ]

  private static func core(of tools: [ToolDefinition]) -> [(name: String, kind: ToolKind)] {
    tools.compactMap { tool in
      guard let kind = ToolKind(named: tool.name), !companions.contains(plain(tool.name)) else {
        return nil
      }
      switch kind {
      case .read, .edit, .write, .shell, .search, .list, .todo, .subAgent: return (tool.name, kind)
      case .question, .other: return nil
      }
    }
  }

  /// Whether a tool is a server's and not the client's own: `mcp__server__tool`.
  private static func isServers(_ name: String) -> Bool { name.hasPrefix("mcp__") }

  private static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
