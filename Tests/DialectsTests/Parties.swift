import Conversations
import Dialects

/// The two sides of a transcript, by the words of which the name of its directory is made: `anthropic-openai` holds what
/// an Anthropic client and a chat completions backend say to each other.
enum Parties {
  /// The words of all clients, in the order in which they are listed.
  static let clients = ["anthropic", "openai", "responses", "ollama"]
  /// The words of all backends, in the order in which they are listed.
  static let backends = ["anthropic", "openai", "responses", "ollama", "gemini"]

  /// The directories of all pairs.
  static var pairs: [String] {
    clients.flatMap { client in backends.map { "\(client)-\($0)" } }
  }

  /// The dialect of the clients of a word.
  static func client(_ word: Substring) -> any ClientDialect {
    switch word {
    case "anthropic": AnthropicMessages(ids: .counting())
    case "responses": OpenAIResponses(ids: .counting())
    case "ollama": OllamaChat(ids: .counting())
    case "openai": OpenAIChat(ids: .counting())
    default: preconditionFailure("no client speaks \(word)")
    }
  }

  /// The dialect of the backends of a word, as the transcript's target speaks it.
  static func backend(_ word: Substring, of transcript: Transcript) -> any BackendDialect {
    switch word {
    case "anthropic": AnthropicMessages(quirks: transcript.anthropicQuirks, ids: .counting())
    case "openai": OpenAIChat(quirks: transcript.quirks, ids: .counting())
    case "ollama": OllamaChat(ids: .counting(), keepAlive: transcript.keepAlive)
    case "responses": OpenAIResponses(quirks: transcript.responsesQuirks, ids: .counting())
    case "gemini": GeminiGenerate(quirks: transcript.geminiQuirks, ids: .counting())
    default: preconditionFailure("no backend speaks \(word)")
    }
  }

  /// How a stream ends that a strict client has read; faults are issues of the test.
  static func ending(of stream: [UInt8], readAs client: DialectName) throws -> Ending {
    switch client {
    case .anthropicMessages:
      try ClientStream(stream).endsWith == "message_stop" ? .whole : .error
    case .openAIResponses:
      try ResponsesClientStream(stream).endsWith == "response.failed" ? .error : .whole
    case .ollamaChat: try OllamaClientStream(stream).isWhole ? .whole : .error
    case .openAIChat: try ChatClientStream(stream).end == .done ? .whole : .error
    case .geminiGenerate:
      preconditionFailure("no strict client reads \(client)")
    }
  }

  /// How a stream ends.
  enum Ending {
    case whole, error
  }
}
