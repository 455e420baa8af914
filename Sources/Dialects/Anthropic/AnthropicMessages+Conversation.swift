import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension AnthropicMessages {
  /// How the answer is to be made.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only Anthropic can fulfil.
  public func settings(of request: ChatRequest) throws(ClientError) -> GenerationSettings {
    let body = request.document.root
    try refuseVendorOnlyFields(of: body)
    return try AnthropicSettings.read(body, request)
  }

  /// The system prompt, understood.
  public func system(of request: ChatRequest) throws(ClientError) -> [ContentPart] {
    try AnthropicParts.read(request.system, at: "system")
  }

  /// The tools, understood.
  public func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    var tools: [ToolDefinition] = []
    guard let list = request.tools else { return tools }
    for tool in list.elements { tools.append(try AnthropicTool.read(tool, at: "tools.\(tools.count)")) }
    return tools
  }

  /// The tool that the answer must call; nil when the model may choose.
  public func forcedTool(of request: ChatRequest) -> String? {
    guard let choice = request.document.root["tool_choice"], choice["type"]?.isString("tool") == true else {
      return nil
    }
    return choice["name"]?.string
  }

  /// The parts of a message object.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning.
  public func parts(of message: JSONValue, at path: String) throws(ClientError) -> [ContentPart] {
    try AnthropicParts.read(message["content"], at: path + ".content")
  }

  /// Refuses what would be answered wrongly, not merely less well, by a backend that does not know it.
  private func refuseVendorOnlyFields(of body: JSONValue) throws(ClientError) {
    if body["thread"]?["type"]?.isString("continue") == true {
      throw .meaningless("thread: the earlier messages are at Anthropic; this model needs them in messages")
    }
    if let compaction = body["compaction"], !compaction.isNull {
      throw .meaningless(
        "compaction: only Anthropic can make a compaction block; ask this model for a summary")
    }
  }
}
