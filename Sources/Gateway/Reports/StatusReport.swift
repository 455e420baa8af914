/// How a running gateway is at a moment: `ctxgw status`.
public struct StatusReport: Sendable, Equatable {
  /// Where the configuration comes from, and whether its latest reading went well.
  public struct Sources: Sendable, Equatable {
    /// The policy's name.
    public var policy: String
    /// The files that were read; none where nothing is configured.
    public var files: [String]
    /// When they were read.
    public var loadedAt: Timestamp
    /// Settings that take effect only when the gateway is started anew, such as `server.listen`.
    public var awaitingRestart: [String]
    /// Why what stands in them now is not in force; nil where it is.
    public var problem: Problem?

    /// Sources.
    public init(
      policy: String, files: [String], loadedAt: Timestamp, awaitingRestart: [String] = [],
      problem: Problem? = nil
    ) {
      self.policy = policy
      self.files = files
      self.loadedAt = loadedAt
      self.awaitingRestart = awaitingRestart
      self.problem = problem
    }
  }

  /// Something that went wrong, and when.
  public struct Problem: Sendable, Equatable {
    /// When.
    public var at: Timestamp
    /// What happened, in words.
    public var message: String

    /// A problem.
    public init(at: Timestamp, message: String) {
      self.at = at
      self.message = message
    }
  }

  /// A request that is being answered.
  public struct Exchange: Sendable, Equatable {
    /// Its session's id.
    public var session: String
    /// What it is for.
    public var kind: String
    /// The model the client asked for.
    public var model: String
    /// Where it was sent, as `backend/model`; nil while that is not decided.
    public var target: String?
    /// When it arrived.
    public var since: Timestamp

    /// An exchange.
    public init(session: String, kind: String, model: String, target: String?, since: Timestamp) {
      self.session = session
      self.kind = kind
      self.model = model
      self.target = target
      self.since = since
    }
  }

  /// When this was so, by the gateway's clock.
  public var at: Timestamp
  /// The gateway's version.
  public var version: String
  /// When it was started.
  public var startedAt: Timestamp
  /// Whether it is stopping, and takes nothing new.
  public var isStopping: Bool
  /// Where its configuration comes from.
  public var sources: Sources
  /// The most requests it answers at a time.
  public var mostExchanges: Int
  /// Those it is answering, the oldest first.
  public var exchanges: [Exchange]
  /// The backends, in the order in which they are preferred.
  public var backends: [Backend]

  /// A report.
  public init(
    at: Timestamp, version: String, startedAt: Timestamp, isStopping: Bool, sources: Sources,
    mostExchanges: Int, exchanges: [Exchange], backends: [Backend]
  ) {
    self.at = at
    self.version = version
    self.startedAt = startedAt
    self.isStopping = isStopping
    self.sources = sources
    self.mostExchanges = mostExchanges
    self.exchanges = exchanges
    self.backends = backends
  }
}
