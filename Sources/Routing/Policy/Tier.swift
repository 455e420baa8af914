/// A chain of targets: the first that can takes the request, and when it fails the next.
public struct Tier: Sendable, Equatable {
  /// How the targets of a tier are put in order.
  public enum Order: String, Sendable, CaseIterable {
    /// As they are listed.
    case listed
    /// The least money first, by the price of this request.
    case cheapest
    /// The quickest first, as measured: time to the first event and tokens a second, for a usual answer.
    case fastest
  }

  /// Its name, by which rules and clients ask for it.
  public var name: String
  /// Its targets.
  public var targets: [TargetPattern]
  /// How they are put in order.
  public var order: Order

  /// A tier.
  public init(name: String, targets: [TargetPattern], order: Order = .listed) {
    self.name = name
    self.targets = targets
    self.order = order
  }
}
