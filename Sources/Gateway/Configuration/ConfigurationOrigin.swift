/// Where a configuration comes from, so that it can be read again.
public struct ConfigurationOrigin: Sendable, Equatable {
  /// The file that was named; nil for the one of the environment, which need not be there.
  public var file: String?
  /// The program's own files.
  public let data: DataDirectory
  /// Where `${NAME}` is looked up, and keys.
  public let environment: Environment
  /// What the command line says over the file.
  public let overrides: Configuration.Overrides

  /// An origin.
  public init(
    file: String?, data: DataDirectory, environment: Environment,
    overrides: Configuration.Overrides = Configuration.Overrides()
  ) {
    self.file = file
    self.data = data
    self.environment = environment
    self.overrides = overrides
  }

  /// The configuration as its files say now.
  ///
  /// - Throws: every problem of the files at once.
  public func load() throws(ConfigurationError) -> Configuration {
    try Configuration.load(file: file, data: data, environment: environment, overrides: overrides)
  }

  /// What can be read of the configuration, whatever is wrong with the rest: it tells where a gateway may be running that
  /// was started when all was right.
  ///
  /// - Throws: why nothing can be read.
  public func outline() throws(ConfigurationError) -> Configuration {
    try Configuration.read(file: file, data: data, environment: environment, overrides: overrides).0
  }

  /// The same origin with its file named, if there was one: a file that vanishes later is missed then, and does not stand
  /// for a gateway that nobody has configured.
  func naming(fileOf configuration: Configuration) -> ConfigurationOrigin {
    var origin = self
    origin.file = file ?? configuration.file
    return origin
  }
}
