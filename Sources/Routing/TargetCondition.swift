import Conversations

/// How a target does at this moment, and what it costs.
public struct TargetCondition: Sendable, Equatable {
  /// Whether less than a tenth is left of one of its vendor's limits.
  public var isLow: Bool
  /// How long its first event takes, in milliseconds; nil when it was not measured.
  public var firstEventMilliseconds: Double?
  /// How many tokens a second it then gives; nil when it was not measured.
  public var tokensPerSecond: Double?
  /// What its vendor takes for it; nil where nobody knows.
  public var price: ModelPrice?

  /// A condition.
  public init(
    isLow: Bool = false, firstEventMilliseconds: Double? = nil,
    tokensPerSecond: Double? = nil, price: ModelPrice? = nil
  ) {
    self.isLow = isLow
    self.firstEventMilliseconds = firstEventMilliseconds
    self.tokensPerSecond = tokensPerSecond
    self.price = price
  }

  /// Of a target of which nothing is known.
  public static let unknown = TargetCondition()
}
