import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension OllamaChat {
  /// How the answer is to be made.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only Ollama itself can fulfil.
  public func settings(of request: ChatRequest) throws(ClientError) -> GenerationSettings {
    let body = request.document.root
    try OllamaPrompt.refuseWhatIsNoConversation(body)
    if body["logprobs"]?.bool == true {
      throw .meaningless("logprobs: this model does not tell them; leave logprobs out")
    }
    return try OllamaSettingsReader.read(body)
  }

  /// The leading system messages, understood.
  public func system(of request: ChatRequest) throws(ClientError) -> [ContentPart] {
    request.system.map { $0.elements.flatMap { OllamaMessage.parts(of: $0) } } ?? []
  }

  /// The tools, understood.
  public func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    var tools: [ToolDefinition] = []
    guard let list = request.tools else { return tools }
    for tool in list.elements {
      guard let function = tool["function"], let name = function["name"]?.string, !name.isEmpty else {
        throw .meaningless("tools.\(tools.count).function.name: a text is required")
      }
      tools.append(
        ToolDefinition(
          name: name, description: function["description"]?.string, schema: function["parameters"],
          vendorType: nil, isDeferred: false, source: tool))
    }
    return tools
  }

  /// None: Ollama's clients have no way to force a call.
  public func forcedTool(of request: ChatRequest) -> String? { nil }

  /// The parts of a message object; what of it has no meaning was refused when the request was read.
  public func parts(of message: JSONValue, at path: String) throws(ClientError) -> [ContentPart] {
    OllamaMessage.parts(of: message)
  }

  /// The marks by which a request's kind is recognised.
  public func shape(of request: ChatRequest) -> RequestShape {
    let body = request.document.root
    let newest = request.messages.last { $0.role == .user }
    let schema = try? OllamaSettingsReader.schema(of: body)
    return RequestShape(
      messageCount: request.messages.count, toolCount: request.tools?.count ?? 0,
      maxOutputTokens: request.maxOutputTokens,
      stopSequences: OllamaSettingsReader.stopSequences(of: body["options"]),
      answerMembers: schema?["properties"]?.members.compactMap(\.key.string) ?? [],
      newestText: newest?.source["content"]?.string ?? "")
  }
}
