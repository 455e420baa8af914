/// Sees to it that a backend is used no more than its operator allows: several limits, each over its own time.
///
/// A value without a clock: every moment is handed to it, in milliseconds since 1970. What was used before it was made
/// is added like any other, with its own moment.
public struct QuotaGuard: Sendable, Equatable {
  /// Whether there is room for a request.
  public enum Verdict: Sendable, Equatable {
    /// There is.
    case granted
    /// There is none until then, by this limit.
    case refused(until: Int64, QuotaLimit)
  }

  /// How much of a limit is used.
  public struct Bar: Sendable, Equatable {
    /// The limit.
    public var limit: QuotaLimit
    /// What counts against it now.
    public var use: QuotaUse
    /// When there is room again, in milliseconds since 1970; nil while there is some.
    public var fullUntil: Int64?
  }

  private var meters: [QuotaMeter]

  /// A guard of which nothing is used.
  ///
  /// - Parameter limits: those of one backend.
  public init(_ limits: [QuotaLimit]) { meters = limits.map { QuotaMeter($0) } }

  /// The limits.
  public var limits: [QuotaLimit] { meters.map(\.limit) }

  /// The first moment whose use counts now; nil where there is no limit.
  public func horizon(at now: Int64) -> Int64? { meters.map { $0.limit.window.start(at: now) }.min() }

  /// Adds what was used at a moment, now or before.
  public mutating func add(_ use: QuotaUse, at moment: Int64) {
    for index in meters.indices { meters[index].add(use, at: moment) }
  }

  /// Whether there is room for a request. One that is let through though a limit is used up counts as that limit's probe.
  public mutating func admit(at now: Int64) -> Verdict {
    var verdict = Verdict.granted
    var latest = now
    for index in meters.indices {
      guard let until = meters[index].fullUntil(at: now), !meters[index].isProbeDue(at: now) else { continue }
      if until > latest { (latest, verdict) = (until, .refused(until: until, meters[index].limit)) }
    }
    if case .granted = verdict {
      for index in meters.indices where meters[index].fullUntil(at: now) != nil {
        meters[index].probedAt = now
      }
    }
    return verdict
  }

  /// How much of every limit is used.
  public func bars(at now: Int64) -> [Bar] {
    meters.map { Bar(limit: $0.limit, use: $0.use(at: now), fullUntil: $0.fullUntil(at: now)) }
  }
}
