/// A place that answers requests: what it is and how it is reached.
public struct BackendConfiguration: Sendable, Equatable {
  /// What a backend is, which implies its dialect, its usual address and what can be asked of it.
  public enum Kind: String, Sendable, CaseIterable {
    /// Anthropic's API, or one that speaks like it.
    case anthropic
    /// OpenAI's chat completions, or one that speaks like them.
    case openai
    /// llama.cpp's server.
    case llamaServer = "llama-server"
    /// LM Studio.
    case lmstudio
    /// Ollama.
    case ollama
  }

  /// Whose credentials a backend is shown.
  public enum Credentials: Sendable, Equatable {
    /// None.
    case none
    /// The client's own.
    case client
    /// A key of the operator's.
    case key(Secret)
  }

  /// A header that is added to every request.
  public struct Header: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its value, which may well be a key.
    public var value: Secret

    /// A header.
    public init(name: String, value: Secret) {
      self.name = name
      self.value = value
    }
  }

  /// The name in `backend/model`.
  public var name: String
  /// What it is.
  public var kind: Kind
  /// Its base URL without a trailing slash; nil means the kind's usual one.
  public var url: String?
  /// Whose credentials it is shown.
  public var credentials: Credentials
  /// The context window of all its models, in tokens; nil leaves it to be discovered.
  public var window: Int?
  /// Whether HTTP/2 is offered to it. Off, because a stalled stream then holds up its neighbours.
  public var http2 = false
  /// Headers that are added to every request.
  public var headers: [Header] = []
  /// How long connecting may take.
  public var connectTimeout: Duration = .seconds(10)
  /// How long the head of an answer may take; nil lets the limit grow with the prompt.
  public var firstByteTimeout: Duration?
  /// How long an answer may pause.
  public var idleTimeout: Duration = .seconds(300)

  /// A backend with the defaults of its kind.
  public init(name: String, kind: Kind, url: String? = nil, credentials: Credentials = .none) {
    self.name = name
    self.kind = kind
    self.url = url
    self.credentials = credentials
  }

  /// Anthropic with the client's own credentials: the backend of a gateway nobody has configured.
  public static let anthropic = BackendConfiguration(
    name: "anthropic", kind: .anthropic, credentials: .client)
}
