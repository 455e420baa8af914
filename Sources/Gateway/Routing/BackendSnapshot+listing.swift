import Conversations
import Routing
import Upstream

extension BackendSnapshot {
  /// What a router may know of a listing.
  ///
  /// - Parameter models: what the operator knows better than the servers, by `backend/model`.
  init(_ listing: BackendListing, _ models: [String: ModelConfiguration]) {
    let backend = listing.backend
    let prefix = backend.name + "/"
    let listed = Set(listing.models.map(\.id))
    let unlisted = models.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      .filter { !listed.contains($0) }.sorted()
    self.init(
      name: backend.name, dialect: backend.dialect, isLocal: backend.isLocal,
      credentials: backend.showsClientCredentials ? .client : .own,
      models: listing.models.map { $0.described(by: models[prefix + $0.id], at: backend) },
      described: unlisted.map { id in
        ModelCard(id: id, window: nil, traits: backend.isLocal ? .textOnly : .full, isLoaded: false)
          .described(by: models[prefix + id], at: backend)
      }, toolUse: backend.toolUse)
  }
}

extension ModelCard {
  /// The card with what the operator says of the model in place of what its server says.
  fileprivate func described(by model: ModelConfiguration?, at backend: Backend) -> ModelCard {
    var card = self
    if let window = model?.window { card.window = ContextWindow(tokens: window, source: .configured) }
    card.traits.toolUse = model?.toolUse ?? backend.toolUse ?? card.traits.toolUse
    return card
  }
}
