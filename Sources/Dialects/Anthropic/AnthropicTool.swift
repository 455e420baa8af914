import Conversations
import Wire

/// Reads the definition of a tool.
enum AnthropicTool {
  /// An entry of `tools`. One with a `type` of its own is the vendor's and has no schema.
  static func read(_ tool: JSONValue, at path: String) throws(ClientError) -> ToolDefinition {
    guard tool.kind == .object else { throw .meaningless("\(path): must be the definition of a tool") }
    let type = tool["type"]?.string.flatMap { $0 == "custom" ? nil : $0 }
    let name = tool["name"]?.string ?? type ?? ""
    guard !name.isEmpty else { throw .meaningless("\(path).name: a text is required") }
    return ToolDefinition(
      name: name, description: tool["description"]?.string, schema: tool["input_schema"],
      vendorType: type, isDeferred: tool["defer_loading"]?.bool ?? false, source: tool)
  }
}
