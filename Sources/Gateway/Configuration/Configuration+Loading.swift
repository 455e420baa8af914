import Upstream

extension Configuration {
  /// What the command line says over the file.
  public struct Overrides: Sendable, Equatable {
    /// Where to listen.
    public var listen: ListenAddress?
    /// The database file.
    public var storePath: String?
    /// The policy, by its name or path.
    public var policy: String?

    /// Nothing is overridden.
    public init() {}
  }

  /// Loads the configuration of a run.
  ///
  /// Kinds of backends are those of the data directory. Reads `file`, which must exist; without one, `Environment.configurationFile` if it exists; else takes the defaults.
  /// Throws every problem of the file at once, and refuses an address other machines can reach without `auth_token`.
  public static func load(
    file: String?, data: DataDirectory, environment: Environment, overrides: Overrides = Overrides()
  ) throws(ConfigurationError) -> Configuration {
    let (configuration, problems) = try read(
      file: file, data: data, environment: environment, overrides: overrides)
    guard problems.isEmpty else { throw ConfigurationError(problems: problems, files: configuration.files) }
    return configuration
  }

  /// Loads what can be read of the configuration, with everything that is wrong with the rest.
  ///
  /// - Throws: why nothing can be read.
  static func read(
    file: String?, data: DataDirectory, environment: Environment, overrides: Overrides
  ) throws(ConfigurationError) -> (Configuration, [ConfigurationProblem]) {
    let table = try table(of: data)
    // An empty path is filled in or refused below: a later word may still name one.
    var configuration = Configuration(
      store: StoreConfiguration(path: environment.storeFile ?? ""), table: table,
      policies: try PolicyLibrary(data, environment, table))
    configuration.server.tokenFile = environment.tokenFile
    var problems: [ConfigurationProblem] = []
    configuration.files = [file ?? environment.configurationFile].compactMap(\.self)
    if let (path, text) = try contents(of: file, environment: environment) {
      configuration.file = path
      problems = configuration.apply(text, from: path, environment: environment)
    }
    configuration.server.listen = overrides.listen ?? configuration.server.listen
    configuration.store.path = overrides.storePath ?? configuration.store.path
    problems += overrides.policy.map { configuration.usePolicy(called: $0, environment) } ?? []
    problems += configuration.contradictions()
    return (configuration, problems)
  }

  private static func table(of data: DataDirectory) throws(ConfigurationError) -> BackendTable {
    do throws(DataError) {
      return try BackendTable(data)
    } catch {
      throw ConfigurationError(problems: [.init(file: error.path, message: error.message)])
    }
  }

  private static func contents(
    of file: String?, environment: Environment
  ) throws(ConfigurationError) -> (path: String, text: [UInt8])? {
    guard let path = file ?? environment.configurationFile else { return nil }
    do throws(FileContents.Failure) {
      // A configuration is a page or two; a megabyte is a wrong file.
      return (path, try FileContents.read(path, limit: 1 << 20))
    } catch {
      if case .missing = error, file == nil { return nil }
      throw ConfigurationError(
        problems: [.init(file: path, message: "cannot be read: \(error)")], files: [path])
    }
  }

  /// Reads a file's text over the present values; gives its problems in the order of the file.
  mutating func apply(_ text: [UInt8], from file: String, environment: Environment) -> [ConfigurationProblem]
  {
    do throws(ConfigurationProblem) {
      let outcome = try YAMLParser.parse(text, file: file)
      var reader = ConfigurationReader(file: file, environment: environment, table: table)
      reader.read(outcome.root, into: &self)
      files += reader.files
      let found = outcome.problems + reader.problems
      return found.filter { $0.file == file }.sorted(by: ConfigurationProblem.standsBefore)
        + found.filter { $0.file != file }
    } catch {
      return [error]
    }
  }

  /// Puts the policy of a name or path, which is one of the command line's, in place of the file's.
  private mutating func usePolicy(called word: String, _ environment: Environment) -> [ConfigurationProblem] {
    var reader = ConfigurationReader(file: "--policy", environment: environment, table: table)
    if let chosen = reader.readPolicy(called: word, beside: "", policies, at: nil) { policy = chosen }
    files += reader.files
    return reader.problems
  }

  /// What is wrong with values that are right each by itself.
  private func contradictions() -> [ConfigurationProblem] {
    var problems = [problem(listeningOn: server.listen)].compactMap(\.self)
    if store.path.isEmpty {
      problems.append(
        .init(message: "nowhere to keep conversations: set HOME or XDG_DATA_HOME, store.path, or --db"))
    }
    return problems
  }

  /// What is wrong with listening on an address by this configuration; nil when nothing is.
  func problem(listeningOn address: ListenAddress) -> ConfigurationProblem? {
    guard !address.isLoopback, server.authToken == nil else { return nil }
    return ConfigurationProblem(
      message: "listening on \(address) would let anyone on the network use the gateway: set "
        + "server.auth_token, or listen on 127.0.0.1")
  }
}

extension ConfigurationProblem {
  fileprivate static func standsBefore(_ left: Self, _ right: Self) -> Bool {
    guard let left = left.mark, let right = right.mark else { return left.mark == nil && right.mark != nil }
    return (left.line, left.column) < (right.line, right.column)
  }
}

extension FileContents.Failure: CustomStringConvertible {
  /// The reason in words.
  var description: String {
    switch self {
    case .missing: "there is no such file"
    case .unreadable(let reason): reason
    }
  }
}
