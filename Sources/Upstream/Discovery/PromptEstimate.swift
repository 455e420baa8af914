import Conversations

/// How many tokens a prompt may come to, where nobody can count it: rather too many than too few.
public struct PromptEstimate: Sendable, Equatable {
  /// The tokens.
  public let tokens: Int

  /// What a template adds of its own, above all where there are tools, in tokens; what it adds to each message is less
  /// than what the request's syntax is counted for.
  static let template = 256

  /// An estimate for a prompt whose text and pictures may come to so many tokens.
  public init(promptTokens: Int) { tokens = promptTokens + Self.template }

  /// Whether a window takes the prompt and leaves room for an answer.
  public func fits(_ window: ContextWindow) -> Bool { tokens < window.tokens }

  /// A window to recommend: a power of two of at least 8,192 tokens that leaves a fifth for the answer.
  var recommendedWindow: Int {
    var window = 8192
    while window / 5 * 4 <= tokens { window *= 2 }
    return window
  }
}
