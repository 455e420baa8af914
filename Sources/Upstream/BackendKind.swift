import Conversations

/// What a backend is. The kind implies everything in its row of the table below.
public enum BackendKind: String, Sendable, CaseIterable {
  /// Anthropic's API, or one that speaks like it.
  case anthropic
  /// OpenAI's chat completions, or one that speaks like them.
  case openai
  /// llama.cpp's server.
  case llamaServer = "llama-server"
  /// LM Studio.
  case lmstudio
  /// Ollama, by its own API.
  case ollama

  /// How a key is shown.
  public enum KeyField: Sendable {
    /// `x-api-key: KEY`.
    case apiKey
    /// `authorization: Bearer KEY`.
    case bearer
  }

  /// What a kind implies.
  public struct Traits: Sendable {
    /// The dialect it is spoken to in.
    public let dialect: DialectName
    /// Where it usually is. Paths are appended to it.
    public let url: String
    /// How a key is shown.
    public let keyField: KeyField
    /// Whether it runs on this machine or this network.
    public let isLocal: Bool
    /// Where messages are sent.
    public let chatPath: String
    /// Where a request, in the dialect above, is counted exactly without being answered; nil where it cannot be.
    public let countPath: String?
    /// Where models are listed.
    public let modelsPath: String
    /// How long after its last use it unloads a model, and forgets the prompts it has read, in seconds; nil for one that
    /// does not.
    public let unloadsAfterSeconds: UInt64?
    /// How its operator makes the context window larger; nil where nobody can.
    public let windowRemedy: String?
  }

  /// What this kind implies. Servers that number their API in the base URL (`openai`) have paths without the number.
  public var traits: Traits {
    switch self {
    case .anthropic: Self.anthropicTraits
    case .openai: Self.openaiTraits
    case .llamaServer:
      Self.local(
        "http://127.0.0.1:8080", countPath: "/v1/chat/completions/input_tokens",
        windowRemedy: "Start llama-server with a larger -c.")
    case .lmstudio:
      Self.local(
        "http://127.0.0.1:1234", unloadsAfterSeconds: 3_600,
        windowRemedy: "Load the model in LM Studio with a larger context length.")
    case .ollama:
      Self.local(
        "http://127.0.0.1:11434", dialect: .ollamaChat, chatPath: "/api/chat", unloadsAfterSeconds: 300,
        windowRemedy: "Give the model a larger `window` in ctxgw's configuration; Ollama loads it with that.")
    }
  }

  private static let anthropicTraits = Traits(
    dialect: .anthropicMessages, url: "https://api.anthropic.com", keyField: .apiKey, isLocal: false,
    chatPath: "/v1/messages", countPath: "/v1/messages/count_tokens", modelsPath: "/v1/models",
    unloadsAfterSeconds: nil, windowRemedy: nil)

  private static let openaiTraits = Traits(
    dialect: .openAIChat, url: "https://api.openai.com/v1", keyField: .bearer, isLocal: false,
    chatPath: "/chat/completions", countPath: nil, modelsPath: "/models", unloadsAfterSeconds: nil,
    windowRemedy: nil)

  private static func local(
    _ url: String, dialect: DialectName = .openAIChat, chatPath: String = "/v1/chat/completions",
    countPath: String? = nil, unloadsAfterSeconds: UInt64? = nil, windowRemedy: String
  ) -> Traits {
    Traits(
      dialect: dialect, url: url, keyField: .bearer, isLocal: true, chatPath: chatPath, countPath: countPath,
      modelsPath: "/v1/models", unloadsAfterSeconds: unloadsAfterSeconds, windowRemedy: windowRemedy)
  }
}
