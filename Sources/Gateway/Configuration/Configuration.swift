import ContextEngine
import Conversations
import Upstream

/// Everything an operator can set. What is not set has the default that stands here.
public struct Configuration: Sendable, Equatable {
  /// How clients reach the gateway.
  public var server = ServerConfiguration()
  /// Where conversations are kept, and how long.
  public var store: StoreConfiguration
  /// Whether local servers are looked for on their usual ports.
  public var discover = true
  /// The kinds of backends there are.
  public let table: BackendTable
  /// The backends, in the order of the file.
  public var backends: [Backend]
  /// What is known better than by asking, by `backend/model`.
  public var models: [String: ModelConfiguration] = [:]
  /// How backends differ from the policy in how conversations are made to fit, by their names.
  public var backendContexts: [String: [ContextChange]] = [:]
  /// The policies there are.
  public let policies: PolicyLibrary
  /// What is to be done with requests.
  public var policy: PolicyConfiguration
  /// The file it was read from; nil where there was none.
  var file: String?
  /// All files it depends on, whether they are there or not: when one of them changes, it may be another.
  var files: [String] = []

  /// The configuration of a gateway nobody has configured: Anthropic with the client's own credentials, and whatever
  /// local server answers.
  public init(store: StoreConfiguration, table: BackendTable, policies: PolicyLibrary) {
    self.store = store
    self.table = table
    self.policies = policies
    policy = policies.standard
    backends =
      table["anthropic"].map {
        [Backend(name: "anthropic", kind: $0, credentials: .client)]
      } ?? []
  }

  /// How conversations are made to fit a model: as the policy says, and the rule that chose it; but for what its backend
  /// and it itself say.
  ///
  /// - Parameter rule: the rule's index; nil where none has chosen.
  func contextSettings(backend: String, model: String, rule: Int? = nil) -> ContextSettings {
    policy.context(ofRule: rule)
      .changed(by: backendContexts[backend] ?? [])
      .changed(by: models["\(backend)/\(model)"]?.context ?? [])
  }

  /// What of the policy has no effect with these backends, in words for the operator.
  var policyWarnings: [String] { warnings(of: policy) }

  /// What of a policy has no effect with these backends, in words for the operator.
  func warnings(of policy: PolicyConfiguration) -> [String] {
    let found = discover ? LocalServers.usual(of: table, besides: backends).map(\.name) : []
    return policy.warnings(backends: backends.map(\.name) + found)
  }

  /// How conversations are made to fit a destination.
  func contextSettings(of destination: Destination) -> ContextSettings {
    let target = destination.target
    return contextSettings(
      backend: target.backend, model: target.model, rule: destination.ruleIndex)
  }
}

/// How clients reach the gateway.
public struct ServerConfiguration: Sendable, Equatable {
  /// Where to listen.
  public var listen = ListenAddress(host: "127.0.0.1", port: 8484)
  /// What a client must present; without one, only loopback may be listened on.
  public var authToken: Credential?
  /// Where the tokens are kept that were issued besides; nil where there can be none.
  public var tokenFile: TokenFile?
  /// Names a client may use in `Host` besides the address itself and `localhost` (against DNS rebinding).
  public var allowedHosts: [String] = []
  /// Most exchanges in progress at a time; more are told to come back.
  public var maxConcurrentStreams = 64
  /// Largest request body, in bytes.
  public var maxBody = 32 << 20
  /// How long a connection may stay open without a request.
  public var idleTimeout: Duration = .seconds(120)
  /// How long a request's head may take to arrive.
  public var headTimeout: Duration = .seconds(10)
  /// How long a request's body may go without progress.
  public var bodyTimeout: Duration = .seconds(60)
  /// How long answers under way have when the gateway is stopped; then they are cut.
  public var grace: Duration = .seconds(30)
  /// How long a client that waits for a local model may hear nothing. Claude Code and Codex give up after 300 seconds;
  /// the first shows a banner after 20.
  public var keepAlive: Duration = .seconds(10)

  /// The defaults.
  public init() {}
}

/// Where conversations are kept, and how long.
public struct StoreConfiguration: Sendable, Equatable {
  /// The database file.
  public var path: String
  /// How long a session is kept after its last turn.
  public var retain: Duration = .seconds(30 * 86_400)
  /// How large the database may grow, in bytes; the oldest sessions go first.
  public var maxSize = 2 << 30

  /// A store in this file.
  public init(path: String) { self.path = path }
}

/// What an operator knows of one model at one backend.
public struct ModelConfiguration: Sendable, Equatable {
  /// The context window, in tokens; nil leaves it to be discovered.
  public var window: Int?
  /// What is kept free for the answer, in tokens; nil for what the window suggests.
  public var reserveOutput: Int?
  /// How it is given tools; nil where its backend or discovery knows.
  public var toolUse: ToolSupport?
  /// How it differs from its backend in how conversations are made to fit.
  public var context: [ContextChange] = []

  /// Nothing beyond what can be discovered.
  public init() {}
}
