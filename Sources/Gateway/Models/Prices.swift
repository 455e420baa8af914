import Conversations
import Upstream

/// What the models of the configured backends cost, by the table of models.
struct Prices: Sendable {
  private let vendors: [String: String]
  private let counters: PromptCounters

  /// The prices at these backends.
  init(_ backends: [Backend], _ counters: PromptCounters) {
    vendors = Dictionary(backends.map { ($0.name, $0.kind.vendor) }) { first, _ in first }
    self.counters = counters
  }

  /// The price of a model at a backend; nil where nobody knows, and for one that costs nothing. The table has the prices of a
  /// model's own vendor, and says nothing of others who sell it.
  subscript(backend: String, model: String) -> ModelPrice? {
    guard let vendor = vendors[backend], let entry = counters.entry(of: model), entry.vendor == vendor else {
      return nil
    }
    return entry.price
  }
}
