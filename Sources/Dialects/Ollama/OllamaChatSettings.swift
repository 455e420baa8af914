import Conversations
import Wire

/// How the answer is to be made, as Ollama is told.
struct OllamaChatSettings {
  private let settings: GenerationSettings
  private let window: Int
  private let outputLimit: Int?
  private let thinking: OllamaThinking?

  /// - Parameter target: whose window the request was made for. Another one than the loaded makes the server load the
  ///   model anew.
  init(_ settings: GenerationSettings, for target: Target, promptTokens: Int) {
    self.settings = settings
    window = (target.window ?? .unknown).tokens
    outputLimit = OutputLimit.tokens(asked: settings.maxOutputTokens, room: window - promptTokens)
    thinking = OllamaThinking(settings, of: target.traits)
  }

  /// Writes the members.
  func write(to writer: inout JSONWriter, isStreamed: Bool, keepAlive: OllamaKeepAlive?) {
    thinking?.write(to: &writer)
    if let schema = settings.responseSchema {
      writer.field("format", schema)
    } else if settings.wantsJSON {
      writer.field("format", "json")
    }
    // Streams are the default.
    writer.field("stream", isStreamed)
    // What does not fit is an error and no silent cut, before the answer and in the middle of it. Always the same: a
    // model is loaded anew when `shift` changes.
    writer.field("truncate", false)
    writer.field("shift", false)
    if let keepAlive {
      writer.key("keep_alive")
      writer.raw(keepAlive.json)
    }
    writer.key("options")
    writer.beginObject()
    writeOptions(to: &writer)
    writer.endObject()
  }

  private func writeOptions(to writer: inout JSONWriter) {
    writer.field("num_ctx", window)
    if let outputLimit { writer.field("num_predict", outputLimit) }
    if let temperature = settings.temperature { writer.field("temperature", temperature) }
    if let topP = settings.topP { writer.field("top_p", topP) }
    if let topK = settings.topK { writer.field("top_k", topK) }
    guard !settings.stopSequences.isEmpty else { return }
    writer.key("stop")
    writer.beginArray()
    for stop in settings.stopSequences { writer.string(stop) }
    writer.endArray()
  }
}
