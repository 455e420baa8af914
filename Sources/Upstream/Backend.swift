import Conversations
import Dialects

/// A place that answers requests: what it is and how it is reached.
public struct Backend: Sendable, Equatable {
  /// Whose credentials a backend is shown.
  public enum Credentials: Sendable, Equatable {
    /// None.
    case none
    /// The client's own.
    case client
    /// A key of the operator's.
    case key(Credential)
  }

  /// A header field that is added to every request.
  public struct Header: Sendable, Equatable {
    /// Its name, which must be a field's name.
    public var name: String
    /// Its value, which may well be a key.
    public var value: Credential

    /// A header field.
    public init(name: String, value: Credential) {
      self.name = name
      self.value = value
    }
  }

  /// The name in `backend/model`.
  public var name: String
  /// What it is.
  public var kind: BackendKind
  /// The URL its paths are appended to, without a trailing slash.
  public var url: String { didSet { isLoopback = Loopback.isHost(of: url) } }
  /// Whether it runs on this machine, by its URL.
  private(set) var isLoopback: Bool
  /// Whose credentials it is shown.
  public var credentials: Credentials
  /// The operator's keys where they are shown in turn; `credentials` is the first of them.
  public var keys: [Credential] = []
  /// How one signs in; nil where nobody need.
  public var signIn: SignIn?
  /// In what it differs from OpenAI, where it speaks like it.
  public var quirks: OpenAIChatQuirks
  /// How all its models are given tools, where the operator says so.
  public var toolUse: ToolSupport?
  /// How long it keeps a model loaded after its last use, where it is told with each request.
  public var keepAlive: OllamaKeepAlive?
  /// The context window of all its models, in tokens, where the operator knows better than the server.
  public var window: Int?
  /// What is assumed of a model whose window nobody knows, in tokens.
  public var unknownWindow = ContextWindow.unknown.tokens
  /// What is kept free for an answer, in tokens; nil for what the window suggests.
  public var reserveOutput: Int?
  /// How many requests it is sent at a time; nil for what its kind suggests.
  public var concurrency: Int?
  /// How long a request waits for its turn.
  public var queueWait: Duration = .seconds(120)
  /// How many requests may wait for their turn.
  public var queueLength = 32
  /// Whether HTTP/2 is offered to it.
  public var prefersHTTP2 = false
  /// Header fields that are added to every request, in place of the client's of the same names.
  public var headers: [Header] = []
  /// How long connecting may take.
  public var connectTimeout: Duration = .seconds(10)
  /// How long the first byte of an answer may take; nil lets the limit grow with the prompt (`FirstByteLimit`).
  public var firstByteTimeout: Duration?
  /// How long an answer may then pause.
  public var idleTimeout: Duration = .seconds(300)

  /// A backend with the defaults of its kind.
  public init(name: String, kind: BackendKind, url: String? = nil, credentials: Credentials = .none) {
    self.name = name
    self.kind = kind
    self.url = url ?? kind.url
    isLoopback = Loopback.isHost(of: self.url)
    self.credentials = credentials
    signIn = kind.signIn
    quirks = .compatible
    if !isImitation { quirks = kind.quirks }
  }

  /// Whether it only speaks like its kind: the quirks and needs of the original are not its own.
  public var isImitation: Bool { kind.isImitated && url != kind.url }

  /// The dialect it is spoken to in.
  public var dialect: DialectName { kind.dialect }

  /// Whether it runs on this machine or this network.
  public var isLocal: Bool { kind.isLocal }

  /// Whether the reasoning that led to a tool call must come back with the call: the vendor signs it, or refuses a
  /// conversation without it.
  public var keepsReasoning: Bool {
    switch dialect {
    case .anthropicMessages, .openAIResponses, .geminiGenerate: true
    case .openAIChat: quirks.pastReasoning != .dropped
    case .ollamaChat: false
    }
  }

  /// The same backend, shown this key.
  public func using(_ key: Credential) -> Backend {
    var backend = self
    backend.credentials = .key(key)
    return backend
  }

  /// Whether it is shown the client's own credentials.
  public var showsClientCredentials: Bool {
    // By pattern: the optimiser of Swift 6.3.1 crashes on `credentials == .client` (CopyPropagation).
    if case .client = credentials { true } else { false }
  }

  /// The address of one of its paths. A version that ends the base URL and begins the path is written once, and what a
  /// local server has besides stands beside its version and not below it, so that `http://127.0.0.1:1234` and
  /// `http://127.0.0.1:1234/v1` are the same server.
  func address(of path: String, query: String?) -> String {
    let isBesideVersion = url.hasSuffix("/v1") && (isLocal || path.hasPrefix("/v1/"))
    let base = isBesideVersion ? String(url.dropLast(3)) : url
    return base + path + (query.map { "?\($0)" } ?? "")
  }
}
