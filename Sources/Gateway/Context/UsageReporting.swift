import ContextEngine
import Conversations

/// What a client is told of the size of its prompt, of which a model may have seen only a part.
enum UsageReporting: Sendable, Equatable {
  /// What the model saw.
  case forwarded
  /// What the client sent: so many tokens more.
  case logical(hidden: Int)
  /// What the model saw, in proportion to the window the client assumes.
  case scaled(by: Double)

  /// The way of a target that is fitted. A target of the tier that is never edited would make `auto` tell what was sent,
  /// and a tier has one target yet.
  init(_ settings: ContextSettings, report: ContextReport) {
    switch settings.usage {
    case .auto, .forwarded: self = .forwarded
    case .logical: self = .logical(hidden: max(0, report.originalTokens - report.sentTokens))
    case .scaled: self = .scaled(by: Self.scale(settings, window: report.window))
    }
  }

  /// How many tokens of the window the client assumes one of the target's comes to.
  static func scale(_ settings: ContextSettings, window: ContextWindow) -> Double {
    Double(settings.assumedWindow) / Double(max(window.tokens, 1))
  }

  /// A cost as the client is told it. What is hidden counts as read anew; what a cache served is in proportion.
  func told(_ usage: Usage) -> Usage {
    var told = usage
    switch self {
    case .forwarded: break
    case .logical(let hidden): told.input += hidden
    case .scaled(let factor):
      told.input = Self.scaled(usage.input, factor)
      told.cacheRead = Self.scaled(usage.cacheRead, factor)
      told.cacheWrite = Self.scaled(usage.cacheWrite, factor)
    }
    return told
  }

  /// Tokens in proportion.
  static func scaled(_ tokens: Int, _ factor: Double) -> Int {
    Int((Double(tokens) * factor).rounded())
  }
}
