/// Why models are asked for again.
public enum RefreshReason: Hashable, Sendable {
  /// The gateway starts.
  case start
  /// A client named a model that nobody has listed.
  case unknownModel
  /// A client wants to know what models there are.
  case offer
  /// What a backend did does not agree with what it had listed.
  case invalidated(backend: String)
  /// A backend was still loading when it was asked.
  case loading(backend: String)
  /// A backend that has never answered gets a request.
  case unheard(backend: String)
  /// A backend has been in use for a while.
  case routine(backend: String, isLocal: Bool)
}

/// When models may be asked for again: every reason counts once in a while, however often it is given.
struct RefreshSchedule: Sendable {
  private var last: [RefreshReason: UInt64] = [:]

  /// Whether a reason counts now; if it does, it does not for some time to come.
  ///
  /// - Parameter now: the monotonic time in nanoseconds.
  mutating func admit(_ reason: RefreshReason, at now: UInt64) -> Bool {
    if let last = last[reason], now < last + reason.interval { return false }
    last[reason] = now
    return true
  }

  /// Notes that models were asked for at this time, whatever the reason was; this reason does not count for some time.
  mutating func note(_ reason: RefreshReason, at now: UInt64) { last[reason] = now }
}

extension RefreshReason {
  /// The least time between two refreshes for this reason, in nanoseconds: 30 seconds, and one second for a server that
  /// has said itself that it will soon have more to tell or that a request is about to reach. As a matter of routine two
  /// minutes for local servers, whose models come and go, and a quarter of an hour for vendors.
  fileprivate var interval: UInt64 {
    switch self {
    case .start, .unknownModel, .offer, .invalidated: 30_000_000_000
    case .loading, .unheard: 1_000_000_000
    case .routine(_, let isLocal): isLocal ? 120_000_000_000 : 900_000_000_000
    }
  }
}
