/// What was used, summed up: `ctxgw usage`.
public struct UsageReport: Sendable, Equatable {
  /// What rows are made of.
  public enum Grouping: String, Sendable, CaseIterable {
    /// One row for each model at each backend.
    case model
    /// One row for each backend.
    case backend
    /// One row for each day, in local time.
    case day
    /// One row for each session.
    case session
    /// One row for each tier.
    case tier
    /// One row for each of the gateway's tokens that has a name.
    case token
  }

  /// Figures of some turns. Tokens are as the backends reported them.
  public struct Row: Sendable, Equatable {
    /// What the turns have in common.
    public var key: String
    /// How many there are.
    public var turns: Int
    /// Prompt tokens that no cache served.
    public var inputTokens: Int
    /// Prompt tokens read from a cache.
    public var cacheReadTokens: Int
    /// Prompt tokens written to a cache.
    public var cacheWriteTokens: Int
    /// Tokens generated.
    public var outputTokens: Int
    /// Turns that did not end well.
    public var failed: Int

    /// A row.
    public init(
      key: String, turns: Int = 0, inputTokens: Int = 0, cacheReadTokens: Int = 0, cacheWriteTokens: Int = 0,
      outputTokens: Int = 0, failed: Int = 0
    ) {
      self.key = key
      self.turns = turns
      self.inputTokens = inputTokens
      self.cacheReadTokens = cacheReadTokens
      self.cacheWriteTokens = cacheWriteTokens
      self.outputTokens = outputTokens
      self.failed = failed
    }
  }

  /// How many days back it reaches.
  public var days: Int
  /// What rows are made of.
  public var grouping: Grouping
  /// The rows.
  public var rows: [Row]

  /// A report.
  public init(days: Int, grouping: Grouping, rows: [Row]) {
    self.days = days
    self.grouping = grouping
    self.rows = rows
  }

  /// The sum of all rows.
  public var total: Row {
    rows.reduce(into: Row(key: "total")) { sum, row in
      sum.turns += row.turns
      sum.inputTokens += row.inputTokens
      sum.cacheReadTokens += row.cacheReadTokens
      sum.cacheWriteTokens += row.cacheWriteTokens
      sum.outputTokens += row.outputTokens
      sum.failed += row.failed
    }
  }
}
