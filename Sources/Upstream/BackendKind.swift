import Conversations
import Dialects

/// What a backend is: a row of the table of backends (`BackendTable`), with everything that follows from it.
public struct BackendKind: Sendable, Equatable {
  /// How a server of this kind tells which models it offers.
  public enum Listing: String, Sendable, CaseIterable {
    /// It does not.
    case none
    /// As OpenAI does, perhaps with the windows that imitators add.
    case openAI = "openai"
    /// As Anthropic does.
    case anthropic
    /// As Gemini does.
    case gemini
    /// As Ollama does.
    case ollama
    /// As LM Studio does.
    case lmStudio = "lmstudio"
    /// As llama.cpp's server does.
    case llamaServer = "llama-server"
    /// As GitHub Copilot does.
    case copilot
  }

  /// Paths below the base URL. A server that numbers its API in the base URL has paths without the number.
  public struct Paths: Sendable, Equatable {
    /// Where messages are sent, unless a request says itself where, as Gemini's do.
    public var chat: String
    /// Where a request, in the kind's dialect, is counted exactly without being answered; nil where it cannot be.
    public var count: String?
    /// Where models are listed; nil where they are not, or in a way of the kind's own.
    public var models: String?
    /// What is asked to find out whether a local server is there, and costs it next to nothing; nil where nobody asks.
    public var health: String?
  }

  /// The name, which the configuration uses.
  public let name: String
  /// The dialect it is spoken to in.
  public let dialect: DialectName
  /// Where it usually is. Paths are appended to it.
  public let url: String
  /// Where it is looked for on this machine without being configured.
  public let lookedForAt: [String]
  /// Whether it runs on this machine or this network.
  public let isLocal: Bool
  /// Whether others speak like it, so that its quirks and its need for a key do not hold at another address.
  public let isImitated: Bool
  /// The header field that shows a key; in `authorization` it is a bearer token.
  public let keyHeader: String
  /// Header fields that it gets where the client does not say them.
  public let headers: [String: String]
  /// The client's header fields that a translated request keeps.
  public let forwardedHeaders: [String]
  /// Paths below the base URL.
  public let paths: Paths
  /// How its models are listed.
  public let listing: Listing
  /// How long after its last use it unloads a model, and forgets the prompts it has read, in seconds; nil for one that
  /// does not.
  public let unloadsAfterSeconds: UInt64?
  /// How its operator makes the context window larger; nil where nobody can.
  public let windowRemedy: String?
  /// How one signs in; nil where a key is shown, or nothing.
  public let signIn: SignIn?
  /// What the table of models calls the vendor.
  public let vendor: String
  /// In what it differs from OpenAI, where it speaks like it.
  public let quirks: OpenAIChatQuirks

  /// Whether it answers nobody without a key.
  public var needsKey: Bool { !isLocal && signIn == nil }
}
