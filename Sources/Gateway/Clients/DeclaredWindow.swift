/// The window that a client is told a model has, so that its own compaction is sane.
///
/// A conversation that the gateway makes to fit is compacted by nobody else: the client is told a window in which it
/// never comes to it. For a model that gets conversations as they are, it is the model's own.
struct DeclaredWindow: Equatable {
  /// Prompt and answer together, in tokens.
  let tokens: Int
  /// The longest answer the client is to ask for, in tokens.
  let output: Int
  /// Whether the client could not do its work in it, because what is always sent already takes too much.
  let isTooSmall: Bool

  /// The longest answer Claude Code asks for of a model it does not know, in tokens.
  static let usualOutput = 32_000
  /// What Claude Code keeps free of a window besides the answer, of which it counts 20,000 at most: it compacts when
  /// prompt and answer reach what is left (2.1.327, as seen on the wire).
  static let (spare, mostCounted) = (13_000, 20_000)
  /// The least that is declared where the gateway makes conversations fit, in tokens: no single result that a client adds
  /// to what it was told comes near.
  private static let leastFitted = 200_000
  /// What Claude Code always sends comes to about this, in tokens.
  private static let fixedPart = 24_000

  /// What is declared of a model; nil where its window is not known.
  init?(_ model: ModelsReport.Model) {
    guard let window = model.window else { return nil }
    if model.isFitted {
      output = min(Self.usualOutput, max(1, window / 2))
      tokens = max(Self.leastFitted, window + min(output, Self.mostCounted) + Self.spare)
    } else {
      output = min(Self.usualOutput, model.maxOutputTokens ?? Self.usualOutput, max(1, window / 2))
      tokens = window
    }
    isTooSmall = tokens - min(output, Self.mostCounted) - Self.spare < Self.fixedPart
  }
}
