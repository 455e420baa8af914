import Conversations
import Wire

/// Which tool is to be called, in the field for it or, where a model refuses that, in words.
struct AnthropicToolChoice {
  /// What the model is asked at the end of the conversation; nil where the field says it or it may do as it sees fit.
  let demand: String?
  /// Whether the model has to call a tool by the field, which leaves it no time to think.
  var isForced: Bool { type == "any" || type == "tool" }

  private let type: String
  private let name: String?
  private let allowsParallel: Bool
  private let isSaid: Bool

  /// - Parameter names: the names under which tools are offered.
  init(_ settings: GenerationSettings, tools: OfferedTools, names: ToolNames, _ quirks: AnthropicQuirks) {
    let choice = tools.isEmpty ? nil : settings.toolChoice
    var name: String?
    if case .tool(let tool)? = choice, tools.contains(tool) {
      var names = names
      name = names.backendName(of: tool)
    }
    self.name = quirks.acceptsForcedToolChoice ? name : nil
    allowsParallel = settings.allowsParallelToolCalls
    isSaid = !tools.isEmpty && (settings.toolChoice != nil || !settings.allowsParallelToolCalls)
    switch choice {
    case .any where quirks.acceptsForcedToolChoice: (type, demand) = ("any", nil)
    case .any: (type, demand) = ("auto", ToolDemand.anyTool)
    case .tool where quirks.acceptsForcedToolChoice && name != nil: (type, demand) = ("tool", nil)
    case .tool: (type, demand) = ("auto", name.map(ToolDemand.call(of:)))
    case .some(.none): (type, demand) = ("none", nil)
    case .auto, nil: (type, demand) = ("auto", nil)
    }
  }

  /// Writes the member; nothing where it would say what goes without saying.
  func write(to writer: inout JSONWriter) {
    guard isSaid else { return }
    writer.key("tool_choice")
    writer.beginObject()
    writer.field("type", type)
    if let name { writer.field("name", name) }
    if !allowsParallel, type != "none" { writer.field("disable_parallel_tool_use", true) }
    writer.endObject()
  }
}
