import Conversations
import Wire

/// Reads how the answer is to be made.
enum OpenAIChatSettingsReader {
  /// The settings of a request for another dialect's backend.
  ///
  /// - Throws: `ClientError` that names the field that has no meaning, or without which the answer would be a wrong one.
  static func read(_ request: ChatRequest) throws(ClientError) -> GenerationSettings {
    let body = request.document.root
    try refuseWhatOthersCannotDo(in: body)
    var settings = GenerationSettings()
    settings.maxOutputTokens = request.maxOutputTokens
    settings.stopSequences = stopSequences(of: body)
    settings.temperature = number(body["temperature"])
    settings.topP = number(body["top_p"])
    settings.topK = number(body["top_k"])
    settings.toolChoice = try toolChoice(of: body)
    settings.allowsParallelToolCalls =
      body["parallel_tool_calls"]?.bool != false && !OpenAIChatLegacy.isSpoken(in: body)
    readReasoning(of: body, into: &settings)
    try readFormat(of: body, into: &settings)
    return settings
  }

  /// One text, or a list of them.
  static func stopSequences(of body: JSONValue) -> [String] {
    guard let stop = body["stop"] else { return [] }
    let texts = stop.kind == .string ? [stop.string] : stop.elements.map(\.string)
    return texts.compactMap { $0 }.filter { !$0.isEmpty }
  }

  private static func number(_ value: JSONValue?) -> JSONValue? {
    value.flatMap { $0.kind == .number ? $0 : nil }
  }

  private static func refuseWhatOthersCannotDo(in body: JSONValue) throws(ClientError) {
    if let count = body["n"]?.int, count > 1 {
      throw .meaningless("n: this model gives one answer at a time, not \(count)")
    }
    if body["modalities"]?.elements.contains(where: { $0.isString("audio") }) == true {
      throw .meaningless("modalities: this model cannot speak; ask for text")
    }
    if body["logprobs"]?.bool == true {
      throw .meaningless("logprobs: this model does not tell how sure it is; leave logprobs out")
    }
  }

  // MARK: Tools

  /// Which tool is to be called; nil when the client did not say.
  static func toolChoice(of body: JSONValue) throws(ClientError) -> GenerationSettings.ToolChoice? {
    if OpenAIChatLegacy.isSpoken(in: body) {
      return try body.optional("function_call", "none, auto, or an object with a name") { choice in
        choice.kind == .string ? word(choice) : choice["name"]?.string.map { .tool(name: $0) }
      }
    }
    return try body.optional("tool_choice", "none, auto, required, or a tool with a name") { choice in
      choice.kind == .string ? word(choice) : object(choice)
    }
  }

  private static func word(_ choice: JSONValue) -> GenerationSettings.ToolChoice? {
    switch choice.string {
    case "auto": .auto
    // `any` is Mistral's word.
    case "required", "any": .any
    case "none": GenerationSettings.ToolChoice.none
    default: nil
    }
  }

  private static func object(_ choice: JSONValue) -> GenerationSettings.ToolChoice? {
    if choice["type"]?.isString("allowed_tools") == true {
      return (choice["allowed_tools"] ?? choice)["mode"].flatMap(word) ?? .auto
    }
    return OpenAIChatTool.name(of: choice).map { .tool(name: $0) }
  }

  // MARK: Reasoning and form

  private static func readReasoning(of body: JSONValue, into settings: inout GenerationSettings) {
    guard let effort = body["reasoning_effort"]?.string else { return }
    settings.thinking = effort == "none" ? .off : .adaptive
    if effort != "none" { settings.effort = effort }
  }

  private static func readFormat(
    of body: JSONValue, into settings: inout GenerationSettings
  ) throws(ClientError) {
    guard let format = body["response_format"], !format.isNull else { return }
    switch format["type"]?.string {
    case "text": break
    case "json_object": settings.wantsJSON = true
    case "json_schema": settings.responseSchema = schema(of: body)
    default: throw .meaningless("response_format.type: must be text, json_object or json_schema")
    }
  }

  /// The schema that the answer must follow.
  static func schema(of body: JSONValue) -> JSONValue? {
    let format = body["response_format"]
    guard format?["type"]?.isString("json_schema") == true else { return nil }
    return format?["json_schema"]?["schema"]
  }
}
