import Routing
import Upstream

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Where policies are found by their names: the operator's own directory, then the one that comes with the program.
public struct PolicyLibrary: Sendable, Equatable {
  /// The name of the policy that holds where none is named.
  static let standardName = "default"
  /// The largest policy that is read, in bytes.
  static let mostBytes = 1 << 20
  private static let ending = ".yaml"

  private let environment: Environment
  private let table: BackendTable
  /// The directories, in the order in which they are looked through.
  let directories: [String]
  /// The policy that holds where none is named.
  let standard: PolicyConfiguration

  /// The library of a program and of who runs it.
  ///
  /// - Throws: what is wrong with the policy that holds where none is named, which comes with the program.
  public init(
    _ data: DataDirectory, _ environment: Environment, _ table: BackendTable
  ) throws(ConfigurationError) {
    self.environment = environment
    self.table = table
    let shipped = Self.shippedDirectories(data)
    directories = (environment.policyDirectory.map { [$0] } ?? []) + shipped
    let places = Self.places(of: Self.standardName, in: shipped)
    guard let path = places.first(where: { access($0, R_OK) == 0 }) else {
      throw ConfigurationError(problems: [
        .init(file: places[0], message: "no such file; put back the files that came with the program")
      ])
    }
    var reader = ConfigurationReader(file: path, environment: environment, table: table)
    let standard = reader.readPolicyFile(over: nil)
    guard let standard, reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    self.standard = standard
  }

  /// A package puts them into the data directory, a checkout beside it.
  private static func shippedDirectories(_ data: DataDirectory) -> [String] {
    let parts = data.path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = !["", ".", ".."].contains(parts.last ?? "")
    let beside = isPlain ? parts.dropLast() + ["policies"] : parts + ["..", "policies"]
    return ["\(data.path)/policies", beside.joined(separator: "/")]
  }

  /// The names of all policies there are, in alphabetical order.
  var names: [String] {
    Set(directories.flatMap(Self.files).map { String($0.dropLast(Self.ending.count)) }).sorted()
  }

  /// All policies that are in order, by their names.
  var all: [String: Policy] {
    var policies: [String: Policy] = [:]
    for name in names { policies[name] = path(of: name).flatMap { read($0).policy?.policy } }
    return policies
  }

  /// The policy in a file, and everything that is wrong with it; nil when something is.
  func read(_ path: String) -> (policy: PolicyConfiguration?, problems: [ConfigurationProblem]) {
    var reader = ConfigurationReader(file: path, environment: environment, table: table)
    let policy = reader.readPolicyFile(over: standard)
    return (reader.problems.isEmpty ? policy : nil, reader.problems)
  }

  /// The file of a policy; nil where there is none of this name.
  func path(of name: String) -> String? { places(of: name).first { access($0, R_OK) == 0 } }

  /// The files that a policy of this name may be in, in the order in which they are looked for.
  func places(of name: String) -> [String] { Self.places(of: name, in: directories) }

  private static func places(of name: String, in directories: [String]) -> [String] {
    directories.map { "\($0)/\(name)\(ending)" }
  }

  private static func files(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(ending), !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// That there is no policy of a name, and which there are.
  func lack(of name: String) -> String {
    let suggestion = Suggestion.sentence(for: name, among: names)
    let others = "; there are \(names.joined(separator: ", ")), or give the path of a file"
    return "there is no policy '\(name)'" + (suggestion.isEmpty ? others : suggestion)
  }

  /// Whether a word is a path rather than a name.
  static func isPath(_ word: String) -> Bool { word.contains("/") || word.hasSuffix(ending) }
}
