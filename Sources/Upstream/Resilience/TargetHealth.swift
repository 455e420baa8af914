/// How a target does, as far as that matters to who chooses between several.
public struct TargetHealth: Sendable, Equatable {
  /// Whether it is not to be used now, unless nothing else is left.
  public var isHeld: Bool
  /// When it may be used again, in milliseconds since 1970; nil where nothing holds it, or nobody knows until when.
  public var heldUntil: Int64?
  /// Whether less than a tenth is left of one of its vendor's limits.
  public var isLow: Bool
  /// How fast it has been.
  public var speed: Speed

  /// A target of which nothing is known.
  public static let unknown = TargetHealth(isHeld: false, heldUntil: nil, isLow: false, speed: Speed())
}

extension TargetHealth {
  /// How fast a target answers: moving averages, of which the newest answer makes a fifth.
  public struct Speed: Sendable, Equatable {
    /// The time to the first event, in milliseconds; nil where nobody has measured it.
    public private(set) var firstEventMilliseconds: Double?
    /// Tokens written a second from then on; likewise.
    public private(set) var tokensPerSecond: Double?

    /// The newest answer's part.
    private static let weight = 0.2
    /// Answers with fewer tokens tell of the network rather than of the model.
    private static let leastTokens = 8
    /// What is written in less time has come at once, in nanoseconds: nobody saw it being written.
    private static let leastTime: UInt64 = 20_000_000

    /// Nothing measured.
    public init() {}

    /// Takes in an answer.
    ///
    /// - Parameters:
    ///   - firstEvent: how long the first event took, in nanoseconds; nil for an answer that came whole.
    ///   - whole: how long the whole answer took, likewise.
    ///   - tokens: how many were written; nil where nobody knows.
    mutating func note(firstEvent: UInt64?, whole: UInt64, tokens: Int?) {
      guard let firstEvent else { return }
      firstEventMilliseconds = Self.average(firstEventMilliseconds, Double(firstEvent) / 1e6)
      guard let tokens, tokens >= Self.leastTokens, whole >= firstEvent + Self.leastTime else { return }
      tokensPerSecond = Self.average(tokensPerSecond, Double(tokens) * 1e9 / Double(whole - firstEvent))
    }

    private static func average(_ known: Double?, _ newest: Double) -> Double {
      guard let known else { return newest }
      return known + weight * (newest - known)
    }
  }
}
