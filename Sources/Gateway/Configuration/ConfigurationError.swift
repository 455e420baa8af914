/// Something wrong with the configuration: where, and what to do about it. Never holds a key.
public struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file; nil when the problem is not in a file.
  public var file: String?
  /// Line and column in it, counted from 1; nil when the whole file is meant.
  public var mark: YAMLMark?
  /// What is wrong, and the way out.
  public var message: String

  /// A problem.
  public init(file: String? = nil, mark: YAMLMark? = nil, message: String) {
    self.file = file
    self.mark = mark
    self.message = message
  }

  /// `file:line:column: message`, in the form editors and terminals link.
  public var description: String {
    var place = file ?? ""
    if let mark { place += ":\(mark.line):\(mark.column)" }
    return place.isEmpty ? message : "\(place): \(message)"
  }
}

/// Why a configuration cannot be used: every problem that was found, in the order of the file.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems; at least one.
  public var problems: [ConfigurationProblem]
  /// The files that were looked at; when one of them changes, there may be a configuration.
  public var files: [String]

  /// An error with these problems.
  public init(problems: [ConfigurationProblem], files: [String] = []) {
    self.problems = problems
    self.files = files
  }

  /// One line per problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
