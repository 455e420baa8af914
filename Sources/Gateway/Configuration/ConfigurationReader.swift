import Upstream

/// Reads a configuration out of a YAML tree and collects everything that is wrong with it.
///
/// Every section is a loop over its keys with a `switch` over an enum of those it knows, so that a key is known, read
/// and suggested in one place.
struct ConfigurationReader {
  /// The file's name, for messages.
  let file: String
  /// Where `${NAME}` is looked up.
  let environment: Environment
  /// The kinds of backends there are.
  let table: BackendTable
  /// What has been found wrong so far.
  private(set) var problems: [ConfigurationProblem] = []
  /// The files that the configuration depends on besides its own.
  private(set) var files: [String] = []

  init(file: String, environment: Environment, table: BackendTable) {
    self.file = file
    self.environment = environment
    self.table = table
  }

  enum RootKey: String, CaseIterable { case server, store, policy, discover, backends, models }

  /// Reads the whole file over the defaults.
  mutating func read(_ root: YAMLNode, into configuration: inout Configuration) {
    // A file with nothing in it (all commented out) is a configuration that sets nothing.
    if root.isNull { return }
    forEachKey(of: root, in: "the configuration", as: RootKey.self) { reader, key, value in
      switch key {
      case .server: reader.readServer(value, into: &configuration.server)
      case .store: reader.readStore(value, into: &configuration.store)
      case .discover: reader.read(.flag, from: value, into: &configuration.discover)
      case .policy: configuration.policy = reader.readPolicy(value, configuration.policies)
      case .backends: configuration.backends = reader.readBackends(value, &configuration.backendContexts)
      case .models: configuration.models = reader.readModels(value)
      }
    }
  }

  enum ServerKey: String, CaseIterable {
    case listen
    case authToken = "auth_token"
    case allowedHosts = "allowed_hosts"
    case maxConcurrentStreams = "max_concurrent_streams"
    case maxBody = "max_body"
    case idleTimeout = "idle_timeout"
    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case keepAlive = "keep_alive"
    case grace
  }

  private mutating func readServer(_ node: YAMLNode, into server: inout ServerConfiguration) {
    forEachKey(of: node, in: "server", as: ServerKey.self) { reader, key, value in
      switch key {
      case .listen: reader.read(.address, from: value, into: &server.listen)
      case .authToken: server.authToken = reader.readSecret(.token, from: value)
      case .allowedHosts: server.allowedHosts = reader.readList(.hostName, from: value)
      case .maxConcurrentStreams: reader.read(.count, from: value, into: &server.maxConcurrentStreams)
      case .maxBody: reader.read(.size, from: value, into: &server.maxBody)
      case .idleTimeout: reader.read(.duration, from: value, into: &server.idleTimeout)
      case .headTimeout: reader.read(.duration, from: value, into: &server.headTimeout)
      case .bodyTimeout: reader.read(.duration, from: value, into: &server.bodyTimeout)
      case .keepAlive: reader.read(.duration, from: value, into: &server.keepAlive)
      case .grace: reader.read(.duration, from: value, into: &server.grace)
      }
    }
  }

  enum StoreKey: String, CaseIterable {
    case path, retain
    case maxSize = "max_size"
  }

  private mutating func readStore(_ node: YAMLNode, into store: inout StoreConfiguration) {
    forEachKey(of: node, in: "store", as: StoreKey.self) { reader, key, value in
      switch key {
      case .path:
        guard let path = reader.read(.text, from: value), path != "default" else { return }
        store.path = reader.environment.expandingHome(path)
      case .retain: reader.read(.duration, from: value, into: &store.retain)
      case .maxSize: reader.read(.size, from: value, into: &store.maxSize)
      }
    }
  }

  enum ModelKey: String, CaseIterable {
    case window, tools, context
    case reserveOutput = "reserve_output"
  }

  private mutating func readModels(_ node: YAMLNode) -> [String: ModelConfiguration] {
    var models: [String: ModelConfiguration] = [:]
    for entry in entries(of: node, in: "models") {
      let slash = entry.key.firstIndex(of: "/")
      if slash == nil || slash == entry.key.startIndex || entry.key.last == "/" {
        report("'\(entry.key)' names no model; write backend/model", at: entry.mark)
      }
      var model = ModelConfiguration()
      forEachKey(of: entry.value, in: "models.\(entry.key)", as: ModelKey.self) { reader, key, value in
        switch key {
        case .window: model.window = reader.read(.tokens, from: value)
        case .tools: model.toolUse = reader.read(.toolUse, from: value)
        case .reserveOutput: model.reserveOutput = reader.read(.tokens, from: value)
        case .context: model.context = reader.readContext(value, in: "models.\(entry.key).context")
        }
      }
      models[entry.key] = model
    }
    return models
  }

  /// Takes over what another file has come to: its problems, and the files it depends on.
  mutating func adopt(_ other: ConfigurationReader) {
    problems += other.problems
    for file in other.files { depend(on: file) }
  }

  /// Notes problems that were found before this reader.
  mutating func adopt(_ found: [ConfigurationProblem]) { problems += found }

  /// Reads a file that the configuration names; it is read again when it changes.
  mutating func contents(of path: String, limit: Int) throws(FileContents.Failure) -> [UInt8] {
    depend(on: path)
    return try FileContents.read(path, limit: limit)
  }

  /// Notes a file that decides about the configuration.
  mutating func depend(on path: String) {
    if !files.contains(path) { files.append(path) }
  }

  /// Notes a problem at a place in the file.
  mutating func report(_ message: String, at mark: YAMLMark?) {
    problems.append(ConfigurationProblem(file: file, mark: mark, message: message))
  }
}
