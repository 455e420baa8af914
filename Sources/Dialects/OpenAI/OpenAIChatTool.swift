import Conversations
import Wire

/// Reads the tools on offer.
enum OpenAIChatTool {
  /// The tools of a request, as far as it allows them to be called.
  static func read(_ request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    let body = request.document.root
    var tools: [ToolDefinition] = []
    for tool in request.tools.map({ Array($0.elements) }) ?? [] {
      tools.append(try read(tool, at: "tools.\(tools.count)"))
    }
    if let search = body["web_search_options"], search.kind == .object {
      tools.append(
        ToolDefinition(
          name: "web_search", description: nil, schema: nil, vendorType: "web_search", isDeferred: false,
          source: search))
    }
    guard let allowed = allowedNames(by: body["tool_choice"]) else { return tools }
    return tools.filter { allowed.contains($0.name) }
  }

  /// The names of tools that take a text in place of arguments.
  static func freeformNames(of request: ChatRequest) -> Set<String> {
    let custom = request.tools?.elements.compactMap { $0["custom"]?["name"]?.string }
    return Set(custom ?? [])
  }

  /// The name of a tool, as it is called by it.
  static func name(of tool: JSONValue) -> String? {
    (tool["function"] ?? tool["custom"] ?? tool)["name"]?.string
  }

  /// An entry of `tools`. One whose type is neither `function` nor `custom` is the vendor's.
  private static func read(_ tool: JSONValue, at path: String) throws(ClientError) -> ToolDefinition {
    guard tool.kind == .object else { throw .meaningless("\(path): must be the definition of a tool") }
    if let custom = tool["custom"] {
      return ToolDefinition(
        name: try custom.requiredString("name", at: "\(path).custom"),
        description: FreeformTool.description(custom["description"]?.string, format: custom["format"]),
        schema: FreeformTool.schema, vendorType: nil, isDeferred: false, source: tool)
    }
    let type = tool["type"]?.string
    if let type, type != "function", tool["function"] == nil {
      return ToolDefinition(
        name: tool["name"]?.string ?? type, description: nil, schema: nil, vendorType: type,
        isDeferred: false, source: tool)
    }
    // Some clients leave the wrapping out, as in the newer API.
    let function = tool["function"] ?? tool
    return ToolDefinition(
      name: try function.requiredString("name", at: "\(path).function"),
      description: function["description"]?.string, schema: function["parameters"], vendorType: nil,
      isDeferred: false, source: tool)
  }

  private static func allowedNames(by choice: JSONValue?) -> Set<String>? {
    guard choice?["type"]?.isString("allowed_tools") == true else { return nil }
    let tools = (choice?["allowed_tools"] ?? choice)?["tools"]
    return tools.map { Set($0.elements.compactMap(name)) }
  }
}
