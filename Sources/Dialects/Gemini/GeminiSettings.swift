import Conversations
import Wire

/// How the answer is to be made, as Gemini is told.
struct GeminiSettings {
  private let settings: GenerationSettings
  private let thinking: GeminiThinking
  private let form: GeminiQuirks.SchemaForm
  private let wantsJSON: Bool
  private let outputLimit: Int?

  /// What was left out, in words for the operator.
  let notes: [String]

  /// The most stop sequences that Gemini takes.
  private static let maxStops = 5

  /// - Parameter room: tokens of the window that the prompt leaves; nil when the window is not known.
  init(
    _ settings: GenerationSettings, family: GeminiQuirks.Family, form: GeminiQuirks.SchemaForm,
    hasTools: Bool,
    room: Int?
  ) {
    self.settings = settings
    self.form = form
    thinking = GeminiThinking(settings, control: family.thinking)
    let asksForJSON = settings.wantsJSON || settings.responseSchema != nil
    wantsJSON = asksForJSON && (!hasTools || family.takesSchemaBesideTools)
    outputLimit = OutputLimit.tokens(asked: settings.maxOutputTokens, room: room)
    var notes: [String] = []
    if settings.stopSequences.count > Self.maxStops {
      notes.append("stop sequences after the fifth left out")
    }
    if asksForJSON, !wantsJSON {
      notes.append("the answer's form left out: this model takes none beside tools")
    }
    self.notes = notes
  }

  /// Writes the member; nothing where everything is left to the backend.
  func write(to writer: inout JSONWriter) {
    var config = JSONWriter()
    config.beginObject()
    writeConfig(to: &config)
    config.endObject()
    guard config.bytes.count > 2 else { return }
    writer.key("generationConfig")
    writer.raw(config.bytes)
  }

  private func writeConfig(to writer: inout JSONWriter) {
    if let outputLimit { writer.field("maxOutputTokens", outputLimit) }
    if let temperature = settings.temperature { writer.field("temperature", temperature) }
    if let topP = settings.topP { writer.field("topP", topP) }
    if let topK = settings.topK { writer.field("topK", topK) }
    if !settings.stopSequences.isEmpty {
      writer.key("stopSequences")
      writer.beginArray()
      for stop in settings.stopSequences.prefix(Self.maxStops) { writer.string(stop) }
      writer.endArray()
    }
    writeFormat(to: &writer)
    thinking.write(to: &writer)
  }

  private func writeFormat(to writer: inout JSONWriter) {
    guard wantsJSON else { return }
    writer.field("responseMimeType", "application/json")
    guard let schema = settings.responseSchema else { return }
    switch form {
    case .jsonSchema: writer.field("responseJsonSchema", schema)
    case .openAPI:
      writer.key("responseSchema")
      writer.raw(PlainSchema.reduced(schema))
    }
  }
}
