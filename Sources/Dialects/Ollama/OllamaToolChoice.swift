import Conversations

/// Which tool is to be called, for a server that has no field for it.
struct OllamaToolChoice {
  /// The tools that are offered.
  let tools: [ToolDefinition]
  private let choice: GenerationSettings.ToolChoice?

  /// - Parameter tools: the client's tools. Where none is to be called, none can be offered.
  init(_ choice: GenerationSettings.ToolChoice?, of tools: [ToolDefinition]) {
    self.choice = choice
    if case .some(.none) = choice { self.tools = [] } else { self.tools = tools }
  }

  /// What the model is asked at the end of the conversation; nil where it may do as it sees fit.
  func demand(of tools: OfferedTools, names: ToolNames) -> String? {
    guard !tools.isEmpty else { return nil }
    switch choice {
    case .any: return ToolDemand.anyTool
    case .tool(let name) where tools.contains(name):
      var names = names
      return ToolDemand.call(of: names.backendName(of: name))
    case .tool, .auto, .some(.none), nil: return nil
    }
  }
}
