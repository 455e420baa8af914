import ContextEngine
import Conversations
import Tokens

/// A window to replay at, with what CONTEXT 2.0 takes out of it before the history. All figures are tokens.
struct WindowCase: Sendable, Hashable {
  /// Prompt and answer together.
  let tokens: Int
  /// What is kept free for the answer.
  let reserve: Int
  /// What the compacted system prompt and tools take.
  let fixedPart: Int

  static let all = [
    WindowCase(tokens: 8192, reserve: 1536, fixedPart: 1500),
    WindowCase(tokens: 16384, reserve: 2048, fixedPart: 3000),
    WindowCase(tokens: 32768, reserve: 4096, fixedPart: 6000),
  ]

  /// What is kept free of the window for wrong counts.
  static let marginShare = 0.03

  /// The budget of a planner that has learned so much of how the target counts.
  func budget(of calibration: Calibration) -> ContextBudget {
    ContextBudget(
      window: ContextWindow(tokens: tokens, source: .loaded), requested: nil, configuredReserve: reserve,
      ratio: calibration.ratio, marginShare: calibration.marginShare)
  }

  /// The high-water mark of those that count exactly: the most that they forward.
  var limit: Int { tokens - reserve - Int((Self.marginShare * Double(tokens)).rounded(.up)) }

  /// The most that leaves the reserve to the answer.
  var room: Int { tokens - reserve }

  /// `8K`.
  var name: String { "\(tokens / 1024)K" }

  /// The target that has this window.
  func target(speaking dialect: DialectName) -> Target {
    Target(
      backend: "bench", model: "model", dialect: dialect, isLocal: true,
      window: ContextWindow(tokens: tokens, source: .loaded), traits: .textOnly)
  }
}
