import Wire

/// What was found out about how things stand: `ctxgw doctor`.
public struct Diagnosis: Sendable, Equatable {
  /// How much a finding matters.
  public enum Level: String, Sendable {
    /// All is well.
    case good
    /// It works, and could be better.
    case warning
    /// It does not work.
    case broken
  }

  /// One thing that was looked at.
  public struct Finding: Sendable, Equatable {
    /// What was looked at, such as `store` or `ollama/qwen3:8b`.
    public var subject: String
    /// How much it matters.
    public var level: Level
    /// What was found.
    public var text: String
    /// What to do about it; nil where nothing is to be done.
    public var remedy: String?

    /// A finding.
    public init(subject: String, level: Level, text: String, remedy: String? = nil) {
      self.subject = subject
      self.level = level
      self.text = text
      self.remedy = remedy
    }

    static func good(_ subject: String, _ text: String) -> Finding {
      Finding(subject: subject, level: .good, text: text)
    }

    static func warning(_ subject: String, _ text: String, _ remedy: String) -> Finding {
      Finding(subject: subject, level: .warning, text: text, remedy: remedy)
    }

    static func broken(_ subject: String, _ text: String, _ remedy: String?) -> Finding {
      Finding(subject: subject, level: .broken, text: text, remedy: remedy)
    }
  }

  /// The findings, in the order in which things were looked at.
  public let findings: [Finding]

  /// Whether nothing is broken.
  public var isGood: Bool { !findings.contains { $0.level == .broken } }

  /// The diagnosis of a configuration that cannot be read, by which nothing else can be looked at.
  public init(_ error: ConfigurationError) {
    findings = error.problems.map { .broken("configuration", $0.description, nil) }
  }

  /// The diagnosis of a program that does not find its own files, without which nothing else can be looked at.
  public init(_ error: DataError) {
    findings = [
      .broken("data", "\(error)", "put back the files that came with the program, or name them with --data")
    ]
  }

  /// A diagnosis of these findings.
  public init(findings: [Finding]) { self.findings = findings }

  /// The diagnosis as compact JSON.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("good", isGood)
      writer.array("findings", findings) { writer, finding in
        writer.object { writer in
          writer.field("subject", finding.subject)
          writer.field("level", finding.level.rawValue)
          writer.field("text", finding.text)
          writer.optional("remedy", finding.remedy)
        }
      }
    }
    return writer.bytes
  }
}
