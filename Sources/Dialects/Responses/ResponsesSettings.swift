import Conversations
import Wire

/// How the answer is to be made, as the Responses API is told. It knows no stop sequences; those are looked for in the
/// answer.
struct ResponsesSettings {
  private let settings: GenerationSettings
  private let quirks: ResponsesQuirks
  private let tools: OfferedTools
  private let toolChoice: GenerationSettings.ToolChoice?
  private let outputLimit: Int?

  /// The least `max_output_tokens` that OpenAI takes.
  private static let leastOutput = 16

  /// - Parameter room: tokens of the window that the prompt leaves; nil when the window is not known.
  init(
    _ settings: GenerationSettings, quirks: ResponsesQuirks, tools: OfferedTools, names: ToolNames, room: Int?
  ) {
    self.settings = settings
    self.quirks = quirks
    self.tools = tools
    toolChoice = tools.choice(settings.toolChoice, names: names)
    outputLimit = OutputLimit.tokens(asked: settings.maxOutputTokens, room: room).map {
      max(Self.leastOutput, $0)
    }
  }

  /// Writes the members.
  func write(to writer: inout JSONWriter, isStreamed: Bool) {
    if !tools.isEmpty { writeTools(to: &writer) }
    if let outputLimit { writer.field("max_output_tokens", outputLimit) }
    if quirks.acceptsSampling { writeSampling(to: &writer) }
    if quirks.reasons { writeReasoning(to: &writer) }
    writeFormat(to: &writer)
    // What the vendor does not store must be said again with every request, and is.
    writer.field("store", false)
    writer.field("stream", isStreamed)
  }

  // MARK: Tools

  private func writeTools(to writer: inout JSONWriter) {
    writer.key("tools")
    writer.beginArray()
    for function in tools.functions {
      writer.beginObject()
      writer.field("type", "function")
      writer.field("name", function.name)
      if let description = function.description { writer.field("description", description) }
      writer.key("parameters")
      writer.raw(function.schema)
      // On by default here, and then every schema would have to be of the kind that OpenAI can enforce.
      writer.field("strict", false)
      writer.endObject()
    }
    writer.endArray()
    writeToolChoice(to: &writer)
    writer.field("parallel_tool_calls", settings.allowsParallelToolCalls)
  }

  private func writeToolChoice(to writer: inout JSONWriter) {
    switch toolChoice {
    case nil: break
    case .auto: writer.field("tool_choice", "auto")
    case .any: writer.field("tool_choice", "required")
    case .some(.none): writer.field("tool_choice", "none")
    case .tool(let name):
      writer.key("tool_choice")
      writer.beginObject()
      writer.field("type", "function")
      writer.field("name", name)
      writer.endObject()
    }
  }

  // MARK: The rest

  private func writeSampling(to writer: inout JSONWriter) {
    if let temperature = settings.temperature { writer.field("temperature", temperature) }
    if let topP = settings.topP { writer.field("top_p", topP) }
  }

  /// Reasoning comes back encrypted in any case, so that it can be sent along with the call it led to; a summary for the
  /// reader only where one was asked for.
  private func writeReasoning(to writer: inout JSONWriter) {
    let effort = settings.reasoningEffort
    if effort != nil || wantsSummary {
      writer.key("reasoning")
      writer.beginObject()
      if let effort { writer.field("effort", effort) }
      if wantsSummary { writer.field("summary", "auto") }
      writer.endObject()
    }
    writer.key("include")
    writer.beginArray()
    writer.string("reasoning.encrypted_content")
    writer.endArray()
  }

  private var wantsSummary: Bool {
    switch settings.thinking {
    case .adaptive, .budget: true
    case .off, nil: false
    }
  }

  private func writeFormat(to writer: inout JSONWriter) {
    guard settings.wantsJSON || settings.responseSchema != nil else { return }
    writer.key("text")
    writer.beginObject()
    writer.key("format")
    writer.beginObject()
    writer.field("type", settings.responseSchema == nil ? "json_object" : "json_schema")
    if let schema = settings.responseSchema {
      writer.field("name", "answer")
      writer.field("schema", schema)
      writer.field("strict", true)
    }
    writer.endObject()
    writer.endObject()
  }
}
