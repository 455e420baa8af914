/// A model as clients are offered it: the name to ask for it by, and what is good to know before one does.
public struct OfferedModel: Sendable, Equatable {
  /// The name a client asks for it by.
  public var id: String
  /// Another name for it, for clients that list only what looks like one of Claude's; nil where there is none.
  public var alias: String?
  /// The backend that has it.
  public var backend: String
  /// What it is called there.
  public var name: String
  /// Whether it runs on this machine or this network.
  public var isLocal: Bool
  /// Whether its backend, or the table of its vendor's models, lists it; others only the operator has named.
  public var isListed: Bool
  /// Whether it is loaded and ready; a vendor's models always are.
  public var isLoaded: Bool
  /// Prompt and answer together; nil where nobody knows.
  public var window: ContextWindow?
  /// The longest answer, in tokens; nil where nobody knows.
  public var maxOutputTokens: Int?
  /// What it can be sent.
  public var traits: ModelTraits
  /// What it costs; nil for one that costs nothing, or nobody knows what.
  public var price: ModelPrice?

  /// An offer.
  public init(
    id: String, alias: String? = nil, backend: String, name: String, isLocal: Bool, isListed: Bool = true,
    isLoaded: Bool, window: ContextWindow?, maxOutputTokens: Int? = nil, traits: ModelTraits,
    price: ModelPrice? = nil
  ) {
    self.id = id
    self.alias = alias
    self.backend = backend
    self.name = name
    self.isLocal = isLocal
    self.isListed = isListed
    self.isLoaded = isLoaded
    self.window = window
    self.maxOutputTokens = maxOutputTokens
    self.traits = traits
    self.price = price
  }

  /// All names it is listed under, the plain one first.
  public var names: [String] { [id] + (alias.map { [$0] } ?? []) }

  /// What people read of it in a client's list: `qwen3:8b (ollama)`.
  public var displayName: String { "\(name) (\(backend))" }

  /// Whether conversations are made to fit it before they are sent: one that runs here, or whose window the operator has
  /// set.
  public var isFitted: Bool { isLocal || window?.source == .configured }
}

/// What a vendor takes for a model, in dollars for a million tokens. Prompts beyond a length that costs more elsewhere
/// are not told apart.
public struct ModelPrice: Sendable, Equatable {
  /// Prompt tokens that no cache served.
  public var input: Double
  /// Tokens generated.
  public var output: Double
  /// Prompt tokens read from a cache; nil where nobody knows.
  public var cacheRead: Double?
  /// Prompt tokens written to a cache; nil where nobody knows.
  public var cacheWrite: Double?

  /// A price.
  public init(input: Double, output: Double, cacheRead: Double? = nil, cacheWrite: Double? = nil) {
    self.input = input
    self.output = output
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
  }
}
