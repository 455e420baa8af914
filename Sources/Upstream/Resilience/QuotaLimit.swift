import Conversations

/// How much of a backend an operator allows in a time. At least one of the figures is there; the first that is reached
/// counts.
public struct QuotaLimit: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The time.
  public var window: QuotaWindow
  /// Tokens; see `QuotaUse.tokens`.
  public var tokens: Int?
  /// Answers.
  public var requests: Int?
  /// Dollars, by the table of models; a model without a price there costs nothing.
  public var money: Double?
  /// How often one request is still let through when it is used up; nil for never.
  public var probe: Duration?

  /// A limit.
  public init(
    backend: String, window: QuotaWindow, tokens: Int? = nil, requests: Int? = nil, money: Double? = nil,
    probe: Duration? = nil
  ) {
    self.backend = backend
    self.window = window
    self.tokens = tokens
    self.requests = requests
    self.money = money
    self.probe = probe
  }

  /// How much of it is used up, from 0; above 1 where the last answers went beyond it.
  public func share(of use: QuotaUse) -> Double {
    let shares = [
      tokens.map { Double(use.tokens) / Double($0) },
      requests.map { Double(use.requests) / Double($0) },
      money.map { use.money / $0 },
    ]
    return shares.compactMap(\.self).max() ?? 0
  }
}

/// What was used of a backend.
public struct QuotaUse: Sendable, Equatable {
  /// Tokens that were read or written anew. What came from a vendor's cache is left out, as vendors leave it out of
  /// their own limits.
  public var tokens: Int
  /// Answers.
  public var requests: Int
  /// Dollars.
  public var money: Double

  /// A use.
  public init(tokens: Int = 0, requests: Int = 0, money: Double = 0) {
    self.tokens = tokens
    self.requests = requests
    self.money = money
  }

  /// What answers used of a backend.
  ///
  /// - Parameters:
  ///   - usage: the tokens of all of them; nil where the backend told none.
  ///   - price: of their model.
  ///   - requests: how many they are.
  public init(_ usage: Usage?, price: ModelPrice?, requests: Int = 1) {
    let usage = usage ?? Usage()
    self.init(
      tokens: usage.input + usage.cacheWrite + usage.output, requests: requests,
      money: price?.dollars(for: usage) ?? 0)
  }

  /// Adds a use to others.
  public static func += (sum: inout QuotaUse, more: QuotaUse) {
    sum.tokens += more.tokens
    sum.requests += more.requests
    sum.money += more.money
  }

  static func -= (rest: inout QuotaUse, less: QuotaUse) {
    rest.tokens -= less.tokens
    rest.requests -= less.requests
    rest.money -= less.money
  }
}

extension ModelPrice {
  /// What an answer costs. What a cache does to a price that nobody knows is left out of it.
  public func dollars(for usage: Usage) -> Double {
    let cached = Double(usage.cacheRead) * (cacheRead ?? input)
    let written = Double(usage.cacheWrite) * (cacheWrite ?? input)
    return (Double(usage.input) * input + cached + written + Double(usage.output) * output) / 1_000_000
  }
}
