/// Tokens that an answer cost, as the backend reported them. Every figure is in tokens.
public struct Usage: Sendable, Equatable {
  /// Prompt tokens that no cache served.
  public var input: Int
  /// Prompt tokens read from the backend's cache.
  public var cacheRead: Int
  /// Prompt tokens written to the backend's cache.
  public var cacheWrite: Int
  /// Tokens generated, reasoning included.
  public var output: Int
  /// Tokens of reasoning among `output`; nil when the backend does not tell.
  public var reasoning: Int?

  /// The size of the whole prompt.
  public var prompt: Int { input + cacheRead + cacheWrite }

  /// A report of usage.
  public init(
    input: Int = 0, cacheRead: Int = 0, cacheWrite: Int = 0, output: Int = 0, reasoning: Int? = nil
  ) {
    self.input = input
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.output = output
    self.reasoning = reasoning
  }
}

/// A report of usage that may leave figures out; later reports of a stream overwrite the figures they name.
public struct PartialUsage: Sendable, Equatable {
  /// Prompt tokens that no cache served.
  public var input: Int?
  /// Prompt tokens read from the backend's cache.
  public var cacheRead: Int?
  /// Prompt tokens written to the backend's cache.
  public var cacheWrite: Int?
  /// Tokens generated so far.
  public var output: Int?
  /// Tokens of reasoning among `output`.
  public var reasoning: Int?

  /// A report.
  public init(
    input: Int? = nil, cacheRead: Int? = nil, cacheWrite: Int? = nil, output: Int? = nil,
    reasoning: Int? = nil
  ) {
    self.input = input
    self.cacheRead = cacheRead
    self.cacheWrite = cacheWrite
    self.output = output
    self.reasoning = reasoning
  }
}

extension Usage {
  /// Takes over the figures a later report names.
  public mutating func update(with report: PartialUsage) {
    input = report.input ?? input
    cacheRead = report.cacheRead ?? cacheRead
    cacheWrite = report.cacheWrite ?? cacheWrite
    output = report.output ?? output
    reasoning = report.reasoning ?? reasoning
  }
}
