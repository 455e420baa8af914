import Gateway

extension Flag {
  static let config = Flag("config", "FILE", help: "the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml)")
  static let listen = Flag("listen", "HOST:PORT", help: "where the gateway listens (127.0.0.1:8484)")
  static let database = Flag("db", "FILE", help: "the database ($XDG_DATA_HOME/ctxgw/ctxgw.db)")
  static let policy = Flag(
    "policy", "NAME|FILE", help: "the policy that routes requests (the configuration's, else default)")
  static let json = Flag("json", help: "JSON for programs instead of a page for people")
  static let data = Flag(
    "data", "DIR", help: "the program's own files (../data or ../share/ctxgw beside it)")
  static let model = Flag(
    "model", "NAME", help: "the model it is to use (the client's own, or the one that is loaded)")
}

extension Invocation {
  /// The program's own files.
  func dataDirectory() throws -> DataDirectory {
    try DataDirectory.find(named: try value(of: .data, .text))
  }

  /// The configuration this command line asks for.
  func configuration() throws -> Configuration { try configurationOrigin().load() }

  /// Where the configuration comes from that this command line asks for.
  func configurationOrigin() throws -> ConfigurationOrigin {
    var overrides = Configuration.Overrides()
    if command.flags.contains(.listen) { overrides.listen = try value(of: .listen, .address) }
    if command.flags.contains(.policy) { overrides.policy = try value(of: .policy, .text) }
    overrides.storePath = try value(of: .database, .text)
    return ConfigurationOrigin(
      file: try value(of: .config, .text), data: try dataDirectory(), environment: environment,
      overrides: overrides)
  }

  /// The recorded sessions this command line asks for.
  func recordings() throws -> Recordings {
    try Recordings(path: try configuration().store.path)
  }

  /// The models of the configuration this command line asks for.
  func inventory() throws -> Inventory {
    Inventory(try configuration(), data: try dataDirectory())
  }

  /// The client that the first operand names.
  func client() throws(UsageError) -> ClientProgram {
    guard let client = ClientProgram(rawValue: operand) else {
      let words = ClientProgram.allCases.map(\.rawValue)
      throw UsageError(
        message: "expected one of \(words.joined(separator: ", ")), found '\(operand)'"
          + Suggestion.sentence(for: operand, among: words), command: name)
    }
    return client
  }
}
