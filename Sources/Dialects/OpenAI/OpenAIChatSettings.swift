import Conversations
import Wire

/// How the answer is to be made, as chat completions are told.
struct OpenAIChatSettings {
  private let settings: GenerationSettings
  private let quirks: OpenAIChatQuirks
  private let hasTools: Bool
  private let toolChoice: GenerationSettings.ToolChoice?
  private let outputLimit: Int?
  private let schema: JSONValue?

  /// What was left out, in words for the operator.
  let notes: [String]

  /// The most stop sequences that OpenAI takes.
  private static let maxStops = 4

  /// - Parameter room: tokens of the window that the prompt leaves; nil when the window is not known.
  init(
    _ settings: GenerationSettings, quirks: OpenAIChatQuirks, tools: OfferedTools, names: ToolNames,
    room: Int?
  ) {
    self.settings = settings
    self.quirks = quirks
    hasTools = !tools.isEmpty
    toolChoice = Self.toolChoice(settings.toolChoice, tools: tools, names: names)
    outputLimit = OutputLimit.tokens(asked: settings.maxOutputTokens, room: room)
    schema = hasTools && quirks.structuredOutput == .alone ? nil : settings.responseSchema
    var notes: [String] = []
    if settings.stopSequences.count > Self.maxStops {
      notes.append("stop sequences after the fourth left out")
    }
    if schema == nil, settings.responseSchema != nil {
      notes.append("the schema of the answer left out: it is not taken beside tools")
    }
    if case .any? = toolChoice, hasTools, quirks.forcedCalls == .auto {
      notes.append("the model is left to decide whether it calls a tool")
    }
    self.notes = notes
  }

  /// A choice the backend can make; a tool that is not on offer cannot be chosen.
  private static func toolChoice(
    _ choice: GenerationSettings.ToolChoice?, tools: OfferedTools, names: ToolNames
  ) -> GenerationSettings.ToolChoice? {
    guard case .tool(let name)? = choice else { return choice }
    var names = names
    return tools.contains(name) ? .tool(name: names.backendName(of: name)) : .auto
  }

  /// Writes the members.
  func write(to writer: inout JSONWriter, isStreamed: Bool) {
    if hasTools { writeToolUse(to: &writer) }
    if let outputLimit { writer.field(quirks.outputLimitKey.rawValue, outputLimit) }
    writeSampling(to: &writer)
    OpenAIChatThinking(settings: settings, control: quirks.thinking).write(to: &writer)
    if let schema { write(schema, to: &writer) }
    writer.field("stream", isStreamed)
    if isStreamed, quirks.acceptsStreamOptions {
      writer.key("stream_options")
      writer.beginObject()
      writer.field("include_usage", true)
      writer.endObject()
    }
    writeExtraBody(to: &writer)
  }

  private func writeExtraBody(to writer: inout JSONWriter) {
    guard !quirks.extraBody.isEmpty, let extra = try? JSONDocument(parsing: quirks.extraBody) else { return }
    for (key, value) in extra.root.members {
      writer.key(key.string ?? "")
      writer.raw(value)
    }
  }

  /// Whether the answer is streamed where the client wants it streamed, or does not.
  func isStreamed(_ wantsStream: Bool) -> Bool {
    quirks.streamsOnly || wantsStream && (schema == nil || quirks.structuredOutput == .always)
  }

  private func writeToolUse(to writer: inout JSONWriter) {
    switch toolChoice {
    case nil: break
    case .auto: writer.field("tool_choice", "auto")
    case .any: writer.field("tool_choice", quirks.forcedCalls.rawValue)
    case .some(.none): writer.field("tool_choice", "none")
    case .tool(let name):
      writer.key("tool_choice")
      writer.beginObject()
      writer.field("type", "function")
      writer.key("function")
      writer.beginObject()
      writer.field("name", name)
      writer.endObject()
      writer.endObject()
    }
    // Said either way: it is on by default at OpenAI and off at llama.cpp.
    writer.field("parallel_tool_calls", settings.allowsParallelToolCalls)
  }

  private func writeSampling(to writer: inout JSONWriter) {
    if !settings.stopSequences.isEmpty {
      writer.key("stop")
      writer.beginArray()
      for stop in settings.stopSequences.prefix(Self.maxStops) { writer.string(stop) }
      writer.endArray()
    }
    if let temperature = settings.temperature { writer.field("temperature", temperature) }
    if let topP = settings.topP { writer.field("top_p", topP) }
    if let topK = settings.topK, quirks.acceptsTopK { writer.field("top_k", topK) }
  }

  private func write(_ schema: JSONValue, to writer: inout JSONWriter) {
    writer.key("response_format")
    writer.beginObject()
    writer.field("type", "json_schema")
    writer.key("json_schema")
    writer.beginObject()
    writer.field("name", "answer")
    writer.field("schema", schema)
    writer.field("strict", true)
    writer.endObject()
    writer.endObject()
  }
}
