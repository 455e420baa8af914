import Conversations
import Wire

/// How the answer is to be made, as Ollama is told.
struct OllamaChatSettings {
  private let settings: GenerationSettings
  private let window: Int
  private let outputLimit: Int?

  /// - Parameter window: the window the request was made for. Another one than the loaded makes the server load the
  ///   model anew.
  init(_ settings: GenerationSettings, window: ContextWindow, promptTokens: Int) {
    self.settings = settings
    self.window = window.tokens
    outputLimit = OutputLimit.tokens(
      asked: settings.maxOutputTokens, room: window.tokens - promptTokens)
  }

  /// Writes the members.
  func write(to writer: inout JSONWriter, isStreamed: Bool) {
    // Said only to switch it off: a model that can think does unless told otherwise, and one that cannot takes offence
    // at being told to.
    if settings.thinking == .off { writer.field("think", false) }
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
