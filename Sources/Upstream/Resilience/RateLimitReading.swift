import Wire

/// What is left of a vendor's limits, as the head of an answer tells in any of the vendors' forms.
///
/// - `anthropic-ratelimit-requests-limit`, `-remaining`, `-reset` (a time by RFC 3339), and the same for tokens.
/// - `anthropic-ratelimit-unified-5h-utilization`, `-reset` (seconds since 1970), `-status`: those of a subscription.
/// - `x-ratelimit-limit-requests`, `x-ratelimit-remaining-tokens-minute`, `x-ratelimit-reset-requests` (`6m0s`): OpenAI,
///   Groq, Cerebras, Mistral, Fireworks, xAI. `x-ratelimit-over-limit: yes` is Fireworks'.
/// - `x-ratelimit-limit`, `-remaining`, `-reset` (a time in seconds or milliseconds since 1970): OpenRouter, GitHub.
/// - `ratelimit-limit`, `-remaining`, `-reset` (seconds), `ratelimit: limit=100, remaining=5, reset=30` and
///   `ratelimit: "day";r=5;t=30` with `ratelimit-policy: "day";q=100;w=86400`: the drafts of the IETF.
public struct RateLimitReading: Sendable, Equatable {
  /// One limit.
  public struct Limit: Sendable, Equatable {
    /// What is limited, in the vendor's word: `requests`, `tokens-minute`; empty where it has none.
    public var name: String
    /// How much is allowed, in whatever is limited.
    public var limit: Double?
    /// How much of it is left.
    public var remaining: Double?
    /// When all of it is there again, in milliseconds since 1970.
    public var resetsAt: Int64?
    /// The part that is left, where the vendor tells that instead.
    var toldShare: Double?

    init(name: String) { self.name = name }

    /// The part that is left, from 0 to 1; nil where nobody can tell.
    public var share: Double? {
      if let toldShare { return toldShare }
      guard let remaining else { return nil }
      guard let limit, limit > 0 else { return remaining <= 0 ? 0 : nil }
      return min(1, max(0, remaining / limit))
    }
  }

  /// Where less is left, another target is preferred.
  public static let lowShare = 0.1
  /// How long a limit is taken to be low that does not say when it is reset, in milliseconds: most are those of a minute.
  static let usualReset: Int64 = 60_000

  /// The limits, in the order in which they were told.
  public private(set) var limits: [Limit] = []

  /// What a head tells; no limits where it tells none.
  ///
  /// - Parameter now: in milliseconds since 1970.
  public init(_ fields: HTTPFields, at now: Int64) {
    fields.forEach { name, value in
      guard Self.mayTell(name) else { return }
      take(
        String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self), now)
    }
  }

  /// Until when little is left of a limit, in milliseconds since 1970; nil where enough is left of all.
  public func lowUntil(at now: Int64) -> Int64? { until(at: now) { $0 < Self.lowShare } }

  /// Until when nothing is left of a limit, in milliseconds since 1970; nil where something is left of all.
  public func exhaustedUntil(at now: Int64) -> Int64? { until(at: now) { $0 <= 0 } }

  private func until(at now: Int64, where isTooLittle: (Double) -> Bool) -> Int64? {
    limits.filter { $0.share.map(isTooLittle) ?? false }
      .map { $0.resetsAt ?? now + Self.usualReset }
      .filter { $0 > now }.max()
  }
}

// MARK: - Reading

extension RateLimitReading {
  /// The last part of a name, or the first.
  private enum Figure: String {
    case limit, remaining, reset, utilization, status
  }

  private static let prefixes = ["anthropic-ratelimit-", "x-ratelimit-", "ratelimit-"]

  /// Whether a field is worth being looked at: nearly none of a head is.
  private static func mayTell(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count >= 9, let first = name.first else { return false }
    return [UInt8(ascii: "a"), UInt8(ascii: "x"), UInt8(ascii: "r")].contains(first | 0x20)
  }

  private mutating func take(_ name: String, _ value: String, _ now: Int64) {
    switch name {
    case "ratelimit", "ratelimit-policy": takeItems(value, now)
    case "x-ratelimit-over-limit": if value == "yes" { self[""].toldShare = 0 }
    default:
      guard let prefix = Self.prefixes.first(where: name.hasPrefix),
        let (limit, figure) = Self.parts(of: name.dropFirst(prefix.count))
      else { return }
      take(figure, value, of: limit, now)
    }
  }

  /// What a name is about, and what it tells of it.
  private static func parts(of name: Substring) -> (limit: String, Figure)? {
    let parts = name.split(separator: "-")
    // Whether a subscription may be exceeded for money says nothing about the subscription.
    if parts.contains("overage") { return nil }
    if let first = parts.first, let figure = Figure(rawValue: String(first)) {
      return (parts.dropFirst().joined(separator: "-"), figure)
    }
    guard let last = parts.last, let figure = Figure(rawValue: String(last)) else { return nil }
    return (parts.dropLast().joined(separator: "-"), figure)
  }

  private mutating func take(_ figure: Figure, _ value: String, of limit: String, _ now: Int64) {
    switch figure {
    case .limit: Self.number(value).map { self[limit].limit = $0 }
    case .remaining: Self.number(value).map { self[limit].remaining = $0 }
    case .utilization: Self.number(value).map { self[limit].toldShare = max(0, 1 - $0) }
    case .status: if value == "rejected" { self[limit].toldShare = 0 }
    case .reset:
      // A subscription has a window of a week.
      let days: Int64 = limit.hasPrefix("unified") ? 8 : 1
      ResetTime.milliseconds(value, from: now, within: days).map { self[limit].resetsAt = $0 }
    }
  }

  /// The number that a value is, or begins with: `100, 100;w=60`.
  private static func number(_ value: String) -> Double? {
    let number = value.prefix { $0 != "," && $0 != ";" }
    return Double(number.filter { $0 != " " }).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// Items with parameters: `"day";r=5;t=30, "burst";r=1`, or figures in a row: `limit=100, remaining=5`.
  private mutating func takeItems(_ value: String, _ now: Int64) {
    for item in value.split(separator: ",") {
      var name = ""
      for part in item.split(separator: ";") {
        let words = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
        if words.count == 1, part.contains("\"") { name = words[0] }
        guard words.count == 2, let figure = Self.itemFigures[words[0]] else { continue }
        take(figure, words[1], of: name, now)
      }
    }
  }

  private static let itemFigures: [String: Figure] = [
    "limit": .limit, "q": .limit, "remaining": .remaining, "r": .remaining, "reset": .reset, "t": .reset,
  ]

  private subscript(_ name: String) -> Limit {
    get { limits.first { $0.name == name } ?? Limit(name: name) }
    set {
      if let index = limits.firstIndex(where: { $0.name == name }) {
        limits[index] = newValue
      } else {
        limits.append(newValue)
      }
    }
  }
}
