import Conversations
import Upstream

/// What models there are, and where: `ctxgw models`.
public struct ModelsReport: Sendable, Equatable {
  /// A backend, and how it was found.
  public struct Backend: Sendable, Equatable {
    /// Its name in the configuration.
    public var name: String
    /// What it is.
    public var kind: String
    /// Where it is.
    public var url: String
    /// Whether it runs on this machine or this network.
    public var isLocal: Bool
    /// Whether it is shown the client's own key or login.
    public var showsClientCredentials: Bool
    /// How it was found.
    public var state: State
    /// What is wrong, in words; nil where nothing is.
    public var problem: String?

    /// A backend.
    public init(
      name: String, kind: String, url: String, isLocal: Bool, showsClientCredentials: Bool, state: State,
      problem: String?
    ) {
      self.name = name
      self.kind = kind
      self.url = url
      self.isLocal = isLocal
      self.showsClientCredentials = showsClientCredentials
      self.state = state
      self.problem = problem
    }
  }

  /// How a backend was found.
  public enum State: String, Sendable {
    /// It has told its models.
    case ready
    /// It is loading its model.
    case loading
    /// It wants a key.
    case locked
    /// Something else answers in its place.
    case foreign
    /// Nobody answers.
    case absent
    /// It is not asked for its models.
    case unasked
  }

  /// A model.
  public struct Model: Sendable, Equatable {
    /// The name a client asks for it by.
    public var id: String
    /// Another name for it, for clients that list only what looks like one of Claude's.
    public var alias: String?
    /// The backend that has it.
    public var backend: String
    /// What it is called there.
    public var name: String
    /// Whether it runs on this machine or this network.
    public var isLocal: Bool
    /// Whether its backend, or the table of its vendor's models, lists it; others only the configuration names.
    public var isListed: Bool
    /// Whether it is loaded and ready; a vendor's models always are.
    public var isLoaded: Bool
    /// Prompt and answer together, in tokens; nil where nobody knows.
    public var window: Int?
    /// How the window came to be known: `loaded`, `configured`, `table` or `assumed`.
    public var windowSource: String?
    /// The longest answer, in tokens; nil where nobody knows.
    public var maxOutputTokens: Int?
    /// How it is given tools: `native`, `prompt` or `none`.
    public var tools: String
    /// Whether it sees pictures.
    public var seesImages: Bool
    /// Whether it can be asked to think; nil where nobody knows.
    public var thinks: Bool?
    /// What it costs; nil for one that costs nothing, or nobody knows what.
    public var price: Price?

    /// A model.
    public init(
      id: String, alias: String?, backend: String, name: String, isLocal: Bool, isListed: Bool,
      isLoaded: Bool, window: Int?,
      windowSource: String?, maxOutputTokens: Int?, tools: String, seesImages: Bool, thinks: Bool?,
      price: Price?
    ) {
      self.id = id
      self.alias = alias
      self.backend = backend
      self.name = name
      self.isLocal = isLocal
      self.isListed = isListed
      self.isLoaded = isLoaded
      self.window = window
      self.windowSource = windowSource
      self.maxOutputTokens = maxOutputTokens
      self.tools = tools
      self.seesImages = seesImages
      self.thinks = thinks
      self.price = price
    }

    /// All names it goes by.
    public var names: [String] { [id, "\(backend)/\(name)"] + (alias.map { [$0] } ?? []) }

    /// Whether conversations are made to fit it before they are sent.
    public var isFitted: Bool { isLocal || windowSource == ContextWindow.Source.configured.rawValue }
  }

  /// Dollars for a million tokens.
  public struct Price: Sendable, Equatable {
    /// Prompt tokens that no cache served.
    public var input: Double
    /// Tokens generated.
    public var output: Double
    /// Prompt tokens read from a cache; nil where nobody knows.
    public var cacheRead: Double?
    /// Prompt tokens written to a cache; nil where nobody knows.
    public var cacheWrite: Double?

    /// A price.
    public init(
      input: Double, output: Double, cacheRead: Double? = nil, cacheWrite: Double? = nil
    ) {
      self.input = input
      self.output = output
      self.cacheRead = cacheRead
      self.cacheWrite = cacheWrite
    }
  }

  /// The backends, in the order in which they are preferred.
  public var backends: [Backend]
  /// Their models.
  public var models: [Model]

  /// A report.
  public init(backends: [Backend], models: [Model]) {
    self.backends = backends
    self.models = models
  }

  /// The model that a client means by a name; nil for none of these.
  public func model(named name: String) -> Model? {
    models.first { $0.id == name || $0.alias == name } ?? models.first { $0.names.contains(name) }
  }

  /// Whether a model's vendor is shown the client's own key or login.
  public func bringsCredentials(_ model: Model) -> Bool {
    backends.first { $0.name == model.backend }?.showsClientCredentials == true
  }

  /// The model that gets requests for which nothing better is known: the first that a local server has loaded.
  public var standIn: Model? { models.first { $0.isLocal && $0.isLoaded } }
}

extension ModelsReport {
  /// A report.
  init(_ listings: [BackendListing], _ offers: [OfferedModel]) {
    self.init(backends: listings.map { Backend($0) }, models: offers.map { Model($0) })
  }
}

extension ModelsReport.Backend {
  /// A backend as it was found.
  init(_ listing: BackendListing) {
    let (state, problem) = Self.state(of: listing.finding)
    self.init(
      name: listing.backend.name, kind: listing.backend.kind.name, url: listing.backend.url,
      isLocal: listing.backend.isLocal, showsClientCredentials: listing.backend.showsClientCredentials,
      state: state, problem: problem)
  }

  private static func state(of finding: ServerFinding?) -> (ModelsReport.State, String?) {
    switch finding {
    case .models?: (.ready, nil)
    case .loading?: (.loading, nil)
    case .locked?: (.locked, nil)
    case .unrecognised?: (.foreign, nil)
    case .absent(let reason)?, .silent(let reason)?: (.absent, reason)
    case nil: (.unasked, nil)
    }
  }
}

extension ModelsReport.Model {
  fileprivate init(_ offer: OfferedModel) {
    self.init(
      id: offer.id, alias: offer.alias, backend: offer.backend, name: offer.name, isLocal: offer.isLocal,
      isListed: offer.isListed, isLoaded: offer.isLoaded, window: offer.window?.tokens,
      windowSource: offer.window?.source.rawValue,
      maxOutputTokens: offer.maxOutputTokens, tools: offer.traits.toolUse.rawValue,
      seesImages: offer.traits.acceptsImages, thinks: offer.traits.thinks,
      price: offer.price.map {
        .init(input: $0.input, output: $0.output, cacheRead: $0.cacheRead, cacheWrite: $0.cacheWrite)
      })
  }
}
