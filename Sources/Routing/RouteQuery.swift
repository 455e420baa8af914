import Conversations

/// Everything that decides where a request goes.
public struct RouteQuery: Sendable {
  /// What can be seen of the request.
  public var facts: RequestFacts
  /// What it is for, and how hard.
  public var classification: Classification
  /// Whether the client sent a key or login of its own.
  public var hasClientCredentials: Bool
  /// Where its session has been; nil for a new one, and for one that nobody remembers.
  public var earlier: EarlierRoute?
  /// Whether its session is not to leave this machine and its network.
  public var isLocalOnly: Bool
  /// All backends in the order of the configuration, as they are at this moment.
  public var backends: [BackendSnapshot]
  /// The local time of day, in minutes after midnight.
  public var minuteOfDay: Int

  /// A query.
  public init(
    facts: RequestFacts, classification: Classification, hasClientCredentials: Bool,
    earlier: EarlierRoute? = nil, isLocalOnly: Bool = false, backends: [BackendSnapshot], minuteOfDay: Int = 0
  ) {
    self.facts = facts
    self.classification = classification
    self.hasClientCredentials = hasClientCredentials
    self.earlier = earlier
    self.isLocalOnly = isLocalOnly
    self.backends = backends
    self.minuteOfDay = minuteOfDay
  }
}

/// Where a session was sent before.
public struct EarlierRoute: Sendable, Equatable {
  /// The tier.
  public var tier: String
  /// How long ago, in seconds.
  public var secondsAgo: Int

  /// An earlier route.
  public init(tier: String, secondsAgo: Int) {
    self.tier = tier
    self.secondsAgo = secondsAgo
  }
}
