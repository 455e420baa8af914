import Conversations

/// What a prompt may take of a target's window. All figures are in the target's own tokens.
public struct ContextBudget: Sendable, Equatable {
  /// Prompt and answer together.
  public var window: ContextWindow
  /// What is kept free for the answer.
  public var reserve: Int
  /// What is kept free because counts may be wrong.
  public var margin: Int
  /// How many of the target's tokens one that is counted here comes to, by what the backend has reported.
  public var ratio: Double

  /// A budget.
  public init(window: ContextWindow, reserve: Int, margin: Int, ratio: Double = 1) {
    self.window = window
    self.reserve = reserve
    self.margin = margin
    self.ratio = ratio
  }

  /// The budget of a request.
  ///
  /// - Parameters:
  ///   - window: the target's.
  ///   - requested: the most tokens the client wants generated; nil when it did not say.
  ///   - configuredReserve: what the operator keeps free for answers; nil for what the window suggests.
  ///   - ratio: how many of the target's tokens one that is counted here comes to.
  ///   - marginShare: by how much of the window counts are known to be wrong; `leastShare` is kept free besides.
  public init(
    window: ContextWindow, requested: Int?, configuredReserve: Int?, ratio: Double, marginShare: Double
  ) {
    let most = configuredReserve ?? Self.usualReserve(of: window.tokens)
    self.init(
      window: window, reserve: max(min(requested ?? most, most), Self.leastReserve(of: window)),
      margin: max(
        Self.leastMargin, Int(((marginShare + Self.leastShare) * Double(window.tokens)).rounded(.up))),
      ratio: ratio)
  }

  /// The least that is kept free for an answer, in tokens: 512, of a small window an eighth.
  public static func leastReserve(of window: ContextWindow) -> Int { min(512, window.tokens / 8) }
  /// What of the window is kept free besides what wrong counts usually take: those are known to cover 19 of 20 errors, and
  /// no prompt is to be too long. Measured on recorded sessions with a foreign vocabulary: 2 % leave one prompt in 500
  /// above 97 % of the room, 2.5 % none.
  private static let leastShare = 0.025
  /// The least that is kept free for wrong counts, in tokens.
  private static let leastMargin = 64

  /// The most that is kept free for an answer where nobody has configured it: 3/16 of a window of 8K, an eighth from 16K
  /// on, at most 32K (1.5K at 8K, 2K at 16K, 4K at 32K: measured to hold all but the longest answers of coding agents).
  private static func usualReserve(of window: Int) -> Int {
    min(max(window / 8, min(window * 3 / 16, 1_536)), 32_768)
  }

  /// The high-water mark: the most that may be forwarded.
  public var limit: Int { max(0, window.tokens - reserve - margin) }
}
