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
    var described = models.filter { $0.key.hasPrefix(prefix) }
    var cards = listing.models
    // Some vendors list hundreds of models, and this is done for every request.
    if !described.isEmpty || backend.toolUse != nil {
      cards = cards.map { $0.described(by: described.removeValue(forKey: prefix + $0.id), at: backend) }
    }
    let unlisted = described.sorted { $0.key < $1.key }.map { name, model in
      ModelCard(
        id: String(name.dropFirst(prefix.count)), window: nil,
        traits: backend.isLocal ? .textOnly : .full, isLoaded: false
      ).described(by: model, at: backend)
    }
    self.init(
      name: backend.name, dialect: backend.dialect, isLocal: backend.isLocal,
      credentials: backend.showsClientCredentials ? .client : .own, models: cards, described: unlisted,
      toolUse: backend.toolUse)
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
