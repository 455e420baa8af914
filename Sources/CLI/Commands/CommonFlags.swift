import Gateway

extension Flag {
  static let config = Flag("config", "FILE", help: "the configuration ($XDG_CONFIG_HOME/ctxgw/config.yaml)")
  static let listen = Flag("listen", "HOST:PORT", help: "where the gateway listens (127.0.0.1:8484)")
  static let database = Flag("db", "FILE", help: "the database ($XDG_DATA_HOME/ctxgw/ctxgw.db)")
  static let json = Flag("json", help: "JSON for programs instead of a page for people")
}

extension Invocation {
  /// The configuration this command line asks for.
  func configuration() throws -> Configuration {
    var overrides = Configuration.Overrides()
    if command.flags.contains(.listen) { overrides.listen = try value(of: .listen, .address) }
    overrides.storePath = try value(of: .database, .text)
    return try Configuration.load(
      file: try value(of: .config, .text), environment: environment, overrides: overrides)
  }

  /// The recorded sessions this command line asks for.
  func recordings() throws -> Recordings {
    try Recordings(path: try configuration().store.path)
  }
}
