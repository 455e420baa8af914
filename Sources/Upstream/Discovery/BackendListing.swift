import Conversations

/// A backend and what it is known to offer.
public struct BackendListing: Sendable, Equatable {
  /// The backend.
  public let backend: Backend
  /// What asking it has brought to light; nil if it was not asked (yet).
  public let finding: ServerFinding?

  /// A listing.
  public init(backend: Backend, finding: ServerFinding?) {
    self.backend = backend
    self.finding = finding
  }

  /// Its models, with the configured window in place of what it reports.
  public var models: [ModelCard] {
    guard let finding else { return [] }
    guard let window = backend.window else { return finding.models }
    return finding.models.map { card in
      var card = card
      card.window = ContextWindow(tokens: window, source: .configured)
      return card
    }
  }
}
