import Conversations

/// A rule of a policy: when it applies, and the tier it picks.
public struct PolicyRule: Sendable, Equatable {
  /// What a rule picks.
  public enum Choice: Sendable, Equatable {
    /// A tier by its name.
    case tier(String)
    /// `from-header`: the tier that the client asks for. Where there is none of that name, the rule does not apply.
    case fromHeader
  }

  /// What must be true for it to apply; of several all.
  public var conditions: [PolicyCondition]
  /// What it picks.
  public var choice: Choice
  /// Whether what it picks must not leave this machine and its network; nil as the policy says.
  public var isLocalOnly: Bool?
  /// Its words, for the operator, such as `kind: title → background`.
  public var words: String
  /// Where it stands, such as `policies/hybrid.yaml:12`; nil for one that stands in no file.
  public var place: String?

  /// A rule.
  public init(
    if conditions: [PolicyCondition] = [], _ choice: Choice, isLocalOnly: Bool? = nil, words: String = "",
    place: String? = nil
  ) {
    self.conditions = conditions
    self.choice = choice
    self.isLocalOnly = isLocalOnly
    self.words = words
    self.place = place
  }
}

/// One thing that must be true of a request.
public enum PolicyCondition: Sendable, Equatable {
  /// A header field asks for a tier that there is.
  case header(String)
  /// It is of one of these kinds.
  case kind(Set<RequestKind>)
  /// It is as hard as one of these.
  case complexity(Set<Complexity>)
  /// The client's program is one of these, `*` standing for any characters.
  case client([String])
  /// The model asked for is one of these, `*` standing for any characters.
  case model([String])
  /// Whether tools are on offer.
  case tools(Bool)
  /// More text after the last assistant message, in tokens.
  case newTokensOver(Int)
  /// More tool calls since the last message of a person.
  case toolCallsOver(Int)
  /// A longer prompt, in tokens.
  case promptTokensOver(Int)
  /// Whether there are pictures.
  case images(Bool)
  /// It is this time of day.
  case time(TimeOfDay)
  /// Some target of this tier can be used: its backend is configured, and has credentials.
  case available(tier: String)
}

/// A part of the day in local time, in minutes after midnight; one that ends before it begins goes over midnight.
public struct TimeOfDay: Sendable, Equatable {
  /// When it begins.
  public var start: Int
  /// When it is over.
  public var end: Int

  /// A part of the day.
  public init(start: Int, end: Int) {
    self.start = start
    self.end = end
  }

  /// Whether a time is in it.
  public func contains(minute: Int) -> Bool {
    start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }
}
