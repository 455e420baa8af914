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
    // A package puts them into the data directory, a checkout beside it.
    let shipped = ["\(data.path)/policies", "\(data.path)/../policies"]
    directories = (environment.policyDirectory.map { [$0] } ?? []) + shipped
    guard let path = Self.path(of: Self.standardName, in: shipped) else {
      throw ConfigurationError(problems: [
        .init(
          file: "\(shipped[0])/\(Self.standardName)\(Self.ending)",
          message: "no such file; put back the files that came with the program")
      ])
    }
    var reader = ConfigurationReader(file: path, environment: environment, table: table)
    let standard = reader.readPolicyFile(over: nil)
    guard let standard, reader.problems.isEmpty else { throw ConfigurationError(problems: reader.problems) }
    self.standard = standard
  }

  /// The names of all policies there are, in alphabetical order.
  var names: [String] {
    Set(directories.flatMap(Self.files).map { String($0.dropLast(Self.ending.count)) }).sorted()
  }

  /// The file of a policy; nil where there is none of this name.
  func path(of name: String) -> String? { Self.path(of: name, in: directories) }

  private static func path(of name: String, in directories: [String]) -> String? {
    directories.map { "\($0)/\(name)\(ending)" }.first { access($0, R_OK) == 0 }
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

  /// Whether a word is a path rather than a name.
  static func isPath(_ word: String) -> Bool { word.contains("/") || word.hasSuffix(ending) }
}
