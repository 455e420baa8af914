/// A context window, in tokens, and how we came to know it.
public struct ContextWindow: Sendable, Equatable {
  /// How a window came to be known, from the most to the least trustworthy.
  public enum Source: String, Sendable {
    /// The server says that this is what is loaded.
    case loaded
    /// The operator configured it.
    case configured
    /// A table of models lists it.
    case table
    /// Nobody knows; small is safe.
    case assumed
  }

  /// Prompt and answer together, in tokens.
  public var tokens: Int
  /// How we came to know it.
  public var source: Source

  /// A window.
  public init(tokens: Int, source: Source) {
    self.tokens = tokens
    self.source = source
  }

  /// What is assumed of a model of which nothing is known: 4,096 tokens (DESIGN, law 5: unknown means small).
  public static let unknown = ContextWindow(tokens: 4096, source: .assumed)
}

/// How a model is given tools.
public enum ToolSupport: String, Sendable {
  /// In the fields its API has for them.
  case native
  /// In words, as part of the prompt.
  case prompt
  /// Not at all: it refuses them.
  case none
}

/// What a model can be sent.
public struct ModelTraits: Sendable, Equatable {
  /// Whether it sees pictures; a model that does not is told what the picture was.
  public var acceptsImages: Bool
  /// Whether its template takes system messages anywhere; one that does not gets them as marked user text in place.
  public var acceptsSystemAnywhere: Bool
  /// Whether its server refuses a prompt that is longer than the window, as nearly all do; one that cuts it and tells
  /// nobody must not be sent it.
  public var refusesOverflow: Bool
  /// How it is given tools.
  public var toolUse: ToolSupport
  /// Whether it can be asked to think before it answers; nil where nobody knows.
  public var thinks: Bool?
  /// Whether it always thinks, and can only be told how hard.
  public var thinksInLevels: Bool

  /// Traits.
  public init(
    acceptsImages: Bool, acceptsSystemAnywhere: Bool, refusesOverflow: Bool = true,
    toolUse: ToolSupport = .native,
    thinks: Bool? = nil, thinksInLevels: Bool = false
  ) {
    self.acceptsImages = acceptsImages
    self.acceptsSystemAnywhere = acceptsSystemAnywhere
    self.refusesOverflow = refusesOverflow
    self.toolUse = toolUse
    self.thinks = thinks
    self.thinksInLevels = thinksInLevels
  }

  /// The least: text only, one system message at the head. What is assumed of a local model that does not tell.
  public static let textOnly = ModelTraits(acceptsImages: false, acceptsSystemAnywhere: false)
  /// What is assumed of a vendor's models.
  public static let full = ModelTraits(acceptsImages: true, acceptsSystemAnywhere: true)
}

/// A model that a backend offers.
public struct ModelCard: Sendable, Equatable {
  /// The id the backend knows it by.
  public var id: String
  /// Its window, where known.
  public var window: ContextWindow?
  /// What it can be sent.
  public var traits: ModelTraits
  /// Whether it is loaded and ready; a vendor's models always are.
  public var isLoaded: Bool
  /// Whether a server on this machine has somebody else run it, so that what it is sent leaves the machine.
  public var isRemote: Bool
  /// Whether its server has said what it is, in its list or when it was asked; otherwise nobody knows who runs it.
  public var isDescribed: Bool
  /// What people call it, where its backend says so.
  public var displayName: String?
  /// The longest answer it gives, in tokens, where its backend says so.
  public var maxOutputTokens: Int?
  /// How many requests its server works on at a time, where it says so.
  public var slots: Int?

  /// A model.
  public init(
    id: String, window: ContextWindow?, traits: ModelTraits, isLoaded: Bool, isRemote: Bool = false,
    isDescribed: Bool = true, displayName: String? = nil, maxOutputTokens: Int? = nil, slots: Int? = nil
  ) {
    self.id = id
    self.window = window
    self.traits = traits
    self.isLoaded = isLoaded
    self.isRemote = isRemote
    self.isDescribed = isDescribed
    self.displayName = displayName
    self.maxOutputTokens = maxOutputTokens
    self.slots = slots
  }
}

/// Where a request goes: a model at a backend, and how one speaks to it.
public struct Target: Sendable, Equatable {
  /// The backend's name in the configuration.
  public var backend: String
  /// The model's id at that backend.
  public var model: String
  /// The dialect the backend is spoken to in.
  public var dialect: DialectName
  /// Whether it runs on this machine or this network.
  public var isLocal: Bool
  /// Its window, where known.
  public var window: ContextWindow?
  /// What it can be sent.
  public var traits: ModelTraits

  /// A target.
  public init(
    backend: String, model: String, dialect: DialectName, isLocal: Bool, window: ContextWindow?,
    traits: ModelTraits
  ) {
    self.backend = backend
    self.model = model
    self.dialect = dialect
    self.isLocal = isLocal
    self.window = window
    self.traits = traits
  }

  /// `backend/model`, as people write it and as `x-ctxgw-target` says it.
  public var name: String { "\(backend)/\(model)" }
}
