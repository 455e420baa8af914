import ContextEngine
import Conversations
import Upstream

extension ContextOverflow {
  /// What a client is told of a request that cannot be made to fit: the words it compacts by, what takes the room, and
  /// what to change.
  func clientError(for destination: Destination, window: ContextWindow) -> ClientError {
    let target = destination.target.name
    let parts = biggest.prefix(3).map { "\($0.name) \($0.tokens)" }.joined(separator: ", ")
    let remedy =
      destination.backend.kind.windowRemedy
      ?? "Name a model with a larger window."
    return ClientError(
      .contextOverflow(prompt: tokens, limit: limit),
      "\(target) holds \(window.tokens) tokens (\(window.source.words)), of which \(limit) may be sent; the biggest "
        + "parts are: \(parts). \(remedy) What ctxgw takes for its window can be set as models.\(target).window, and how "
        + "it cuts as context.strategy.", shouldRetry: false)
  }
}

extension ContextWindow.Source {
  /// How the window came to be known, in words.
  fileprivate var words: String {
    switch self {
    case .loaded: "as its server says"
    case .configured: "as configured"
    case .table: "as the table of models says"
    case .assumed: "assumed, because nobody says"
    }
  }
}
