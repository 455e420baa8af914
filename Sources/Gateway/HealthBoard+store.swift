import Conversations
import Reactor
import Store
import Upstream

/// What is known of targets outlasts the process.
extension HealthBoard {
  /// Takes up the breakers that a store has kept, and has it keep every change from now on.
  func remember(in store: ConversationStore) async {
    restore(await store.breakers().map { KeptBreaker($0) })
    breakerChanged = { [store] breaker in
      if let kept = StoredBreaker(breaker) {
        store.keep(kept)
      } else {
        store.forgetBreaker(backend: breaker.backend, model: breaker.model ?? "")
      }
    }
  }

  /// Takes up what was used of limits before anybody watched, by what a store has recorded.
  ///
  /// - Parameters:
  ///   - backends: those of the configuration.
  ///   - price: what a backend's model costs; nil where nobody knows.
  func measure(
    _ backends: [Backend], by store: ConversationStore,
    price: @LoopActor (Backend, _ model: String) -> ModelPrice?
  ) async {
    for (name, since) in unmeasured {
      // What a store that does not answer has recorded counts for nothing; that is told of there.
      guard let backend = backends.first(where: { $0.name == name }),
        let used = await store.usage(ofBackend: name, since: since)
      else { continue }
      measure(
        name,
        by: used.map { row in
          (
            use: QuotaUse(row.usage, price: price(backend, row.model), requests: row.answers), moment: row.at
          )
        })
    }
  }
}

extension KeptBreaker {
  /// A breaker as a store has kept it. There, the one of all models has an empty name for them.
  init(_ breaker: StoredBreaker) {
    self.init(
      backend: breaker.backend, model: breaker.model.isEmpty ? nil : breaker.model,
      stored: CircuitBreaker.Stored(state: breaker.state, until: breaker.until))
  }
}

extension StoredBreaker {
  /// A breaker as a store keeps it; nil for one that is closed.
  init?(_ breaker: KeptBreaker) {
    guard let stored = breaker.stored else { return nil }
    self.init(
      backend: breaker.backend, model: breaker.model ?? "", state: stored.state, until: stored.until)
  }
}
