/// A place in a configuration file, counted from 1.
public struct YAMLMark: Sendable, Equatable {
  /// The line.
  public var line: Int
  /// The column, in characters.
  public var column: Int

  /// A place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// A value in a configuration file that remembers where it stands.
struct YAMLNode: Sendable, Equatable {
  /// What a value is.
  enum Content: Sendable, Equatable {
    /// A single value. A plain one may be a number, a boolean or null; a literal one (in single quotes) is taken as it
    /// stands.
    case scalar(String, style: ScalarStyle)
    /// A list.
    case sequence([YAMLNode])
    /// Keys and values, in order, every key once.
    case mapping([YAMLEntry])
    /// Something that has been reported already and must not be reported again for what it is not.
    case invalid
  }

  /// How a scalar is written.
  enum ScalarStyle: Sendable { case plain, quoted, literal }

  let content: Content
  let mark: YAMLMark

  /// Whether nothing is said: an empty value, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let text, .plain) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}

/// A key and its value.
struct YAMLEntry: Sendable, Equatable {
  let key: String
  let mark: YAMLMark
  let value: YAMLNode
}
