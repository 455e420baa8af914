import Conversations
import Wire

/// How the answer is to be made, as chat completions are told.
struct OpenAIChatSettings {
  private let settings: GenerationSettings
  private let quirks: OpenAIChatQuirks
  private let hasTools: Bool
  private let toolChoice: GenerationSettings.ToolChoice?
  private let outputLimit: Int?
  private let hasFormat: Bool

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
    toolChoice = tools.choice(settings.toolChoice, names: names)
    outputLimit = OutputLimit.tokens(asked: settings.maxOutputTokens, room: room)
    let wantsFormat = settings.wantsJSON || settings.responseSchema != nil
    hasFormat = wantsFormat && (tools.isEmpty || quirks.structuredOutput == .always)
    var notes: [String] = []
    if settings.stopSequences.count > Self.maxStops {
      notes.append("stop sequences after the fourth left out")
    }
    if wantsFormat, !hasFormat {
      notes.append("the form of the answer left out: it is not taken beside tools")
    }
    if case .any? = toolChoice, hasTools, quirks.forcedCalls == .auto {
      notes.append("the model is left to decide whether it calls a tool")
    }
    self.notes = notes
  }

  /// Writes the members.
  func write(to writer: inout JSONWriter, isStreamed: Bool) {
    if hasTools { writeToolUse(to: &writer) }
    if let outputLimit { writer.field(quirks.outputLimitKey.rawValue, outputLimit) }
    writeSampling(to: &writer)
    OpenAIChatThinking(settings: settings, control: quirks.thinking).write(to: &writer)
    if hasFormat { writeResponseFormat(to: &writer) }
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
    quirks.streamsOnly || wantsStream && !(hasFormat && quirks.structuredOutput == .alone)
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

  private func writeResponseFormat(to writer: inout JSONWriter) {
    writer.key("response_format")
    writer.beginObject()
    writer.field("type", settings.responseSchema == nil ? "json_object" : "json_schema")
    if let schema = settings.responseSchema {
      writer.key("json_schema")
      writer.beginObject()
      writer.field("name", "answer")
      writer.field("schema", schema)
      writer.field("strict", true)
      writer.endObject()
    }
    writer.endObject()
  }
}
