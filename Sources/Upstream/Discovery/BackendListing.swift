import Conversations

/// A backend and what it is known to offer.
public struct BackendListing: Sendable, Equatable {
  /// The backend.
  public let backend: Backend
  /// What asking it has brought to light; nil if it was not asked (yet).
  public let finding: ServerFinding?

  /// Its models, with the configured window in place of what it reports. Those of a server that has gone are still its
  /// own, and not loaded: a request for one of them must not go to a vendor instead.
  public let models: [ModelCard]

  /// A listing.
  ///
  /// - Parameter remembered: what the backend offered when it last answered.
  init(backend: Backend, finding: ServerFinding?, remembered: [ModelCard]) {
    self.backend = backend
    self.finding = finding
    let isReady = finding?.isReady == true
    models = (isReady ? finding?.models ?? [] : remembered).map { card in
      var card = card
      if !isReady { (card.isLoaded, card.window) = (false, nil) }
      if let window = backend.window { card.window = ContextWindow(tokens: window, source: .configured) }
      return card
    }
  }
}
