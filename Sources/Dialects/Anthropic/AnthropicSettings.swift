import Conversations
import Wire

/// Reads how the answer is to be made.
enum AnthropicSettings {
  static func read(_ body: JSONValue, _ request: ChatRequest) throws(ClientError) -> GenerationSettings {
    var settings = GenerationSettings()
    settings.maxOutputTokens = request.maxOutputTokens
    settings.stopSequences = stopSequences(of: body)
    settings.temperature = number(body["temperature"])
    settings.topP = number(body["top_p"])
    settings.topK = number(body["top_k"])
    settings.toolChoice = try body.optional("tool_choice", "auto, any, tool with a name, or none", toolChoice)
    settings.allowsParallelToolCalls = body["tool_choice"]?["disable_parallel_tool_use"]?.bool != true
    settings.thinking = thinking(body["thinking"])
    settings.effort = body["output_config"]?["effort"]?.string
    // `output_format` is the older name of `output_config.format`.
    settings.responseSchema = schema(body["output_config"]?["format"]) ?? schema(body["output_format"])
    return settings
  }

  static func stopSequences(of body: JSONValue) -> [String] {
    guard let list = body["stop_sequences"] else { return [] }
    return list.elements.compactMap(\.string).filter { !$0.isEmpty }
  }

  private static func number(_ value: JSONValue?) -> JSONValue? {
    value.flatMap { $0.kind == .number ? $0 : nil }
  }

  private static func toolChoice(_ choice: JSONValue) -> GenerationSettings.ToolChoice? {
    switch choice["type"]?.string {
    case "auto": .auto
    case "any": .any
    case "none": GenerationSettings.ToolChoice.none
    case "tool": choice["name"]?.string.map { .tool(name: $0) }
    default: nil
    }
  }

  private static func thinking(_ value: JSONValue?) -> GenerationSettings.Thinking? {
    switch value?["type"]?.string {
    case "disabled": .off
    case "enabled": value?["budget_tokens"]?.int.map { .budget(tokens: $0) } ?? .adaptive
    case "adaptive", "between_tools": .adaptive
    default: nil
    }
  }

  static func schema(_ format: JSONValue?) -> JSONValue? {
    guard format?["type"]?.isString("json_schema") == true else { return nil }
    return format?["schema"]
  }
}
