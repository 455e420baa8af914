import Routing
import Wire

/// The policies there are: `ctxgw policy list`.
public struct PolicyListReport: Sendable, Equatable {
  /// A policy.
  public struct Row: Sendable, Equatable {
    /// The name by which it is used.
    public var name: String
    /// Where it is; nil for the one in force that stands in the configuration itself.
    public var file: String?
    /// Whether it is in force.
    public var isInForce: Bool
    /// The names of its tiers; none of one that is not in order.
    public var tiers: [String]
    /// What is wrong with it; nil when nothing is.
    public var problem: String?

    /// A policy.
    public init(name: String, file: String?, isInForce: Bool, tiers: [String], problem: String? = nil) {
      self.name = name
      self.file = file
      self.isInForce = isInForce
      self.tiers = tiers
      self.problem = problem
    }
  }

  /// The policies, in alphabetical order; one that stands in the configuration itself first.
  public var rows: [Row]

  /// A report.
  public init(rows: [Row]) { self.rows = rows }

  /// The policies of a configuration.
  public init(_ configuration: Configuration) {
    let (library, current) = (configuration.policies, configuration.policy)
    rows = library.names.compactMap { name in
      library.path(of: name).map { Row(name: name, file: $0, library.read($0), current: current) }
    }
    if !rows.contains(where: \.isInForce) {
      let tiers = current.policy.tiers.map(\.name)
      rows.insert(Row(name: current.policy.name, file: current.file, isInForce: true, tiers: tiers), at: 0)
    }
  }

  /// The policies as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.array("policies", rows) { writer, row in
        writer.object { writer in
          writer.field("name", row.name)
          writer.optional("file", row.file)
          writer.field("in_force", row.isInForce)
          writer.strings("tiers", row.tiers)
          writer.optional("problem", row.problem)
        }
      }
    }
    return writer.bytes
  }
}

extension PolicyListReport.Row {
  fileprivate init(
    name: String, file: String, _ read: (policy: PolicyConfiguration?, problems: [ConfigurationProblem]),
    current: PolicyConfiguration
  ) {
    self.init(
      name: name, file: file, isInForce: read.policy == current,
      tiers: read.policy?.policy.tiers.map(\.name) ?? [], problem: read.problems.first?.description)
  }
}

/// What a policy is like, and whether it is in order: `ctxgw policy check`, `ctxgw policy show`.
public struct PolicyReport: Sendable, Equatable {
  /// Where it is.
  public let file: String
  /// What it is called; nil where it is not in order.
  public let name: String?
  /// How many tiers it has.
  public let tiers: Int
  /// How many rules.
  public let rules: Int
  /// What is wrong with it, a line for each.
  public let problems: [String]
  /// What of it has no effect with the backends of the configuration, a line for each.
  public let warnings: [String]

  /// The policy of a name or in a file.
  ///
  /// - Throws: `ConfigurationError` when there is none of this name.
  public init(of word: String, _ configuration: Configuration) throws(ConfigurationError) {
    file = try Self.path(of: word, configuration.policies)
    let (policy, problems) = configuration.policies.read(file)
    name = policy?.policy.name
    tiers = policy?.policy.tiers.count ?? 0
    rules = policy?.policy.rules.count ?? 0
    self.problems = problems.map(\.description)
    warnings = policy.map { configuration.warnings(of: $0) } ?? []
  }

  /// The file of a policy as it is, with its comments.
  ///
  /// - Throws: `ConfigurationError` when there is none of this name, or it cannot be read.
  public static func text(of word: String, _ configuration: Configuration) throws(ConfigurationError)
    -> [UInt8]
  {
    let path = try path(of: word, configuration.policies)
    do throws(FileContents.Failure) {
      return try FileContents.read(path, limit: PolicyLibrary.mostBytes)
    } catch {
      throw ConfigurationError(problems: [.init(file: path, message: "cannot be read: \(error)")])
    }
  }

  private static func path(of word: String, _ library: PolicyLibrary) throws(ConfigurationError) -> String {
    if PolicyLibrary.isPath(word) { return word }
    if let path = library.path(of: word) { return path }
    throw ConfigurationError(problems: [.init(message: library.lack(of: word))])
  }
}
