/// What a model name of clients stands for: `"claude-haiku-*": tier:background`.
public struct ModelMapping: Sendable, Equatable {
  /// What a name goes to.
  public enum Goal: Sendable, Equatable, CustomStringConvertible {
    /// A tier.
    case tier(String)
    /// One target, and no other after it.
    case target(TargetPattern)

    /// What stands before the name of a tier.
    public static let tierPrefix = "tier:"

    /// As it is written.
    public var description: String {
      switch self {
      case .tier(let name): Self.tierPrefix + name
      case .target(let pattern): "\(pattern)"
      }
    }
  }

  /// The name, in which `*` stands for any characters.
  public var pattern: String
  /// What it goes to.
  public var goal: Goal

  /// A mapping.
  public init(pattern: String, goal: Goal) {
    self.pattern = pattern
    self.goal = goal
  }
}
