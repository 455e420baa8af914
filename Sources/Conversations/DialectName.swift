/// The API in which a client speaks to us, or in which we speak to a backend.
public enum DialectName: String, Sendable, CaseIterable {
  /// Anthropic's `POST /v1/messages`.
  case anthropicMessages = "anthropic-messages"
  /// OpenAI's `POST /v1/chat/completions`, and everything that imitates it.
  case openAIChat = "openai-chat"
  /// OpenAI's `POST /v1/responses`.
  case openAIResponses = "openai-responses"
  /// Ollama's own `POST /api/chat`.
  case ollamaChat = "ollama-chat"
  /// Gemini's `POST /v1beta/models/{model}:generateContent`.
  case geminiGenerate = "gemini-generate"

  /// The media type under which an answer in this dialect is streamed.
  public var streamType: String {
    switch self {
    case .anthropicMessages, .openAIChat, .openAIResponses, .geminiGenerate: "text/event-stream"
    case .ollamaChat: "application/x-ndjson"
    }
  }

  /// The chain hash of a conversation without messages; every chain begins here (the design's h₀).
  public var emptyChain: Fingerprint {
    Fingerprint(of: Array(rawValue.utf8))
  }
}
