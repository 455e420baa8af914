#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The environment variables a program was started with, and the places they name.
public struct Environment: Sendable, Equatable {
  /// The variables; nil for those of this process.
  private let variables: [String: String]?

  /// An environment made of these variables and no others.
  public init(_ variables: [String: String]) {
    self.variables = variables
  }

  private init() { variables = nil }

  /// The environment of this process.
  public static let process = Environment()

  /// The value of a variable; nil when it is not set.
  public subscript(_ name: String) -> String? {
    guard let variables else { return getenv(name).map { String(cString: $0) } }
    return variables[name]
  }

  /// Where the configuration is looked for when no file is named: `$XDG_CONFIG_HOME/ctxgw/config.yaml`, else below
  /// `$HOME/.config`; nil when neither variable is set.
  public var configurationFile: String? {
    directory(named: "XDG_CONFIG_HOME", orBelowHome: ".config").map { $0 + "/ctxgw/config.yaml" }
  }

  /// Where the operator's own policies are: `$XDG_CONFIG_HOME/ctxgw/policies`, else below `$HOME/.config`; nil when neither
  /// variable is set.
  var policyDirectory: String? {
    directory(named: "XDG_CONFIG_HOME", orBelowHome: ".config").map { $0 + "/ctxgw/policies" }
  }

  /// Where the store is kept when no path is given: `$XDG_DATA_HOME/ctxgw/ctxgw.db`, else below
  /// `$HOME/.local/share`; nil when neither variable is set.
  public var storeFile: String? { dataFile(named: "ctxgw.db") }

  /// A file in the directory where the store is kept when no path is given.
  func dataFile(named name: String) -> String? {
    directory(named: "XDG_DATA_HOME", orBelowHome: ".local/share").map { "\($0)/ctxgw/\(name)" }
  }

  /// The path with a leading `~/` replaced by the home directory.
  public func expandingHome(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = absolute("HOME") else { return path }
    return home + path.dropFirst(1)
  }

  private func directory(named variable: String, orBelowHome fallback: String) -> String? {
    absolute(variable) ?? absolute("HOME").map { "\($0)/\(fallback)" }
  }

  /// The XDG base directory specification: a relative path is to be ignored.
  private func absolute(_ variable: String) -> String? {
    guard let path = self[variable], path.hasPrefix("/") else { return nil }
    return path
  }
}
