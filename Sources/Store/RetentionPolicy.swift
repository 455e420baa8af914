/// How long and how much the store keeps; the session quiet for longest goes first. What was counted of messages goes by
/// its own last use, see `mostCounts`.
public struct RetentionPolicy: Sendable, Equatable {
  /// Sessions quiet for longer go, in seconds; nil keeps them however old.
  public var maxAge: Int?
  /// The most bytes of the database that may be in use; nil sets no limit.
  public var maxBytes: Int?

  /// A policy; by default 30 days and 2 GiB.
  public init(maxAge: Int? = 30 * 24 * 3600, maxBytes: Int? = 2 << 30) {
    self.maxAge = maxAge
    self.maxBytes = maxBytes
  }

  /// Keeps every session.
  public static let unlimited = RetentionPolicy(maxAge: nil, maxBytes: nil)

  /// The most messages whose tokens are kept: 500,000, some 50 MB, and no more than one for each 2 KB that are allowed, so
  /// that figures that can be counted again never crowd out sessions. They go when they have not been used for `maxAge`,
  /// and beyond this those unused for longest.
  var mostCounts: Int { min(500_000, maxBytes.map { $0 / 2048 } ?? .max) }
}

extension Archive {
  /// What one step of retention did.
  enum RetentionStep: Equatable {
    /// A session was removed; more may have to go.
    case removed(RemovedSession)
    /// Counts of tokens were removed; more may have to go.
    case trimmed
    /// Empty pages were given back; more are left.
    case shrunk
    /// Nothing is left to do.
    case finished
  }

  /// Takes one step towards what the policy allows; small, so that turns are written in between.
  func retain(_ policy: RetentionPolicy, now: Int64) throws(StoreError) -> RetentionStep {
    if let maxAge = policy.maxAge, let removed = try removeOldest(before: now - Int64(maxAge) * 1000) {
      return .removed(removed)
    }
    if let maxBytes = policy.maxBytes, try usedBytes() > maxBytes, let removed = try removeOldest(before: now)
    {
      return .removed(removed)
    }
    if try trimCounts(toAge: policy.maxAge, limit: policy.mostCounts, now: now) { return .trimmed }
    return try shrink() ? .shrunk : .finished
  }
}
