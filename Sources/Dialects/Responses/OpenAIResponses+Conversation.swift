import Conversations
import Wire

/// Reading a request in full, for a translation into another dialect.
extension OpenAIResponses {
  /// The system prompt, understood: the instructions, then the leading system and developer messages.
  public func system(of request: ChatRequest) throws(ClientError) -> [ContentPart] {
    var parts: [ContentPart] = []
    var position = 0
    for source in request.system.map({ Array($0.elements) }) ?? [] {
      let path = "input.\(position)"
      switch source.kind {
      case .string: parts += try ResponsesContent.read(source, at: "instructions")
      case .array: for item in source.elements { parts += try self.parts(of: item, at: "instructions") }
      default:
        parts += try self.parts(of: source, at: path)
        position += 1
      }
    }
    return parts
  }

  /// The tools, understood: those of namespaces under one name with it, and those that searches have found.
  public func tools(of request: ChatRequest) throws(ClientError) -> [ToolDefinition] {
    try ResponsesTools(of: request).tools.map(\.definition)
  }

  /// The tool that the answer must call; nil when the model may choose.
  public func forcedTool(of request: ChatRequest) -> String? {
    guard case .tool(let name)? = request.document.root["tool_choice"].flatMap(ResponsesToolChoice.read)
    else {
      return nil
    }
    return name
  }

  /// The parts of an item.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, by its place in `input`, if it is there.
  public func parts(of item: JSONValue, at path: String) throws(ClientError) -> [ContentPart] {
    do throws(ClientError) {
      return try Self.parts(of: item)
    } catch {
      throw .meaningless((ResponsesRequestItems.place(of: item) ?? path) + error.message)
    }
  }

  /// The parts of an item; an error names the field behind the words for the item's place.
  private static func parts(of item: JSONValue) throws(ClientError) -> [ContentPart] {
    switch ResponsesItemType(of: item) {
    case .message: return try ResponsesContent.read(item["content"], at: ".content")
    case .reasoning: return [ResponsesReasoning.read(item)]
    case .functionCall, .customToolCall, .localShellCall, .shellCall, .applyPatchCall, .toolSearchCall:
      return [.toolCall(ResponsesCall.read(item))]
    case .functionCallOutput, .customToolCallOutput, .localShellCallOutput, .shellCallOutput,
      .applyPatchCallOutput, .toolSearchOutput:
      return [.toolResult(try ResponsesCall.result(item))]
    case .additionalTools, .configurationUpdate: return []
    case .compactionTrigger: return [.text(ResponsesCompaction.request)]
    case .compaction:
      return [
        ResponsesCompaction.text(of: item).map { .text($0) } ?? .other(type: "compaction", source: item)
      ]
    case .itemReference:
      let id = item["id"]?.string ?? ""
      throw .meaningless(": the item \(id) is not in the request; send the item itself (store: false)")
    case nil: return [.other(type: item["type"]?.string ?? "", source: item)]
    }
  }

  /// How the answer is to be made.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or that only OpenAI can fulfil.
  public func settings(of request: ChatRequest) throws(ClientError) -> GenerationSettings {
    let body = request.document.root
    try refuseVendorOnlyFields(of: body)
    let update = configurationUpdate(in: body)
    let format = update?["text"]?["format"] ?? body["text"]?["format"]
    var settings = GenerationSettings()
    settings.maxOutputTokens = request.maxOutputTokens
    settings.temperature = Self.number(body["temperature"])
    settings.topP = Self.number(body["top_p"])
    settings.toolChoice = try body.optional(
      "tool_choice", "none, auto, required, or a tool", ResponsesToolChoice.read)
    if ResponsesCompaction.isAskedFor(by: request) {
      settings.toolChoice = GenerationSettings.ToolChoice.none
    }
    settings.allowsParallelToolCalls = body["parallel_tool_calls"]?.bool ?? true
    let effort = (update?["reasoning"]?["effort"] ?? body["reasoning"]?["effort"])?.string
    settings.effort = effort
    if effort == "none" { settings.thinking = .off }
    if format?["type"]?.isString("json_schema") == true { settings.responseSchema = format?["schema"] }
    settings.wantsJSON = format?["type"]?.isString("json_object") == true
    return settings
  }

  /// The last item that changes how answers are made; it came later than the fields of the first request.
  private func configurationUpdate(in body: JSONValue) -> JSONValue? {
    body["input"]?.elements.reduce(nil) { latest, item in
      if case .configurationUpdate? = ResponsesItemType(of: item) { item } else { latest }
    }
  }

  private static func number(_ value: JSONValue?) -> JSONValue? {
    value.flatMap { $0.kind == .number ? $0 : nil }
  }

  /// Refuses what would be answered wrongly, not merely less well, by a backend that does not know it.
  private func refuseVendorOnlyFields(of body: JSONValue) throws(ClientError) {
    if let conversation = body["conversation"], !conversation.isNull {
      throw .meaningless("conversation: the earlier items are at OpenAI; this model needs them in input")
    }
    if let id = previousResponseID(of: body.document) {
      throw .meaningless(
        "previous_response_id: the response \(id) is not known here; send the earlier items in input")
    }
  }
}

/// Reads which tool the answer is to call.
enum ResponsesToolChoice {
  /// A word or an object; nil for what is neither.
  static func read(_ choice: JSONValue) -> GenerationSettings.ToolChoice? {
    switch choice.string ?? choice["type"]?.string {
    case "auto" where choice.kind == .string: .auto
    case "none" where choice.kind == .string: GenerationSettings.ToolChoice.none
    case "required" where choice.kind == .string: .any
    case "allowed_tools": allowed(choice)
    case let type?: choice.kind == .object ? .tool(name: name(of: choice) ?? type) : nil
    case nil: nil
    }
  }

  /// The tools that are not allowed stay on offer, so that the prompt stays as it is; one alone can be demanded.
  private static func allowed(_ choice: JSONValue) -> GenerationSettings.ToolChoice {
    guard choice["mode"]?.isString("required") == true else { return .auto }
    let tools = choice["tools"].map { Array($0.elements) } ?? []
    guard tools.count == 1, let name = name(of: tools[0]) else { return .any }
    return .tool(name: name)
  }

  private static func name(of tool: JSONValue) -> String? {
    tool["name"]?.string.map { ResponsesCall.name($0, in: tool["namespace"]?.string) }
  }
}
