import Conversations
import Upstream

/// What the models of the configured backends cost, by the table of models.
struct Prices: Sendable {
  private let backends: [String: Backend]
  private let counters: PromptCounters

  /// The prices at these backends.
  init(_ backends: [Backend], _ counters: PromptCounters) {
    self.backends = Dictionary(backends.map { ($0.name, $0) }) { first, _ in first }
    self.counters = counters
  }

  /// The price of a model at a backend; nil for a backend that is not configured, and where nobody knows.
  subscript(backend: String, model: String) -> ModelPrice? {
    backends[backend].flatMap { counters.price(of: model, at: $0) }
  }
}
