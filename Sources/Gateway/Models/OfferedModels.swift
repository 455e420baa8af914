import ContextEngine
import Conversations
import Routing
import Upstream

/// What clients are offered, made from what is known of the backends, what the operator has set, and the table of models.
struct OfferedModels {
  private let configuration: Configuration
  private let counters: PromptCounters
  /// What asking for a model by its name has brought to light, by `backend/model`.
  private let details: [String: ModelCard]
  private let names: OfferedNames

  /// The models of these backends.
  static func offers(
    of listings: [BackendListing], _ configuration: Configuration, _ counters: PromptCounters,
    details: [String: ModelCard] = [:]
  ) -> [OfferedModel] {
    let offered = OfferedModels(
      configuration: configuration, counters: counters, details: details, names: OfferedNames(listings))
    return listings.flatMap { listing in
      let listed = offered.listedCards(of: listing)
      let named = offered.namedCards(of: listing.backend, besides: listed)
      return listed.map { offered.offer($0, at: listing.backend, isListed: true) }
        + named.map { offered.offer($0, at: listing.backend, isListed: false) }
    }
  }

  /// What a backend has listed, or the table knows of it; every id once.
  private func listedCards(of listing: BackendListing) -> [ModelCard] {
    var seen: Set<String> = []
    let listed = listing.models.isEmpty ? vendorCards(of: listing.backend) : listing.models
    return listed.filter { seen.insert($0.id).inserted }
  }

  /// A vendor that has not told its models has those of the table, if there is a key of the operator's to use them with.
  private func vendorCards(of backend: Backend) -> [ModelCard] {
    guard case .key = backend.credentials, backend.url == backend.kind.url else { return [] }
    let vendor = backend.kind.vendor
    return (counters.table?.current(of: vendor) ?? []).map { entry in
      ModelCard(id: entry.id, window: nil, traits: entry.traits, isLoaded: true)
    }
  }

  /// What the operator has named besides.
  private func namedCards(of backend: Backend, besides listed: [ModelCard]) -> [ModelCard] {
    configuration.models.keys.sorted().compactMap { target in
      let id = String(target.dropFirst(backend.name.count + 1))
      guard target.hasPrefix(backend.name + "/"), !listed.contains(where: { $0.id == id }) else { return nil }
      return ModelCard(
        id: id, window: nil,
        traits: backend.isLocal ? .textOnly : .full, isLoaded: !backend.isLocal)
    }
  }

  private func offer(_ card: ModelCard, at backend: Backend, isListed: Bool) -> OfferedModel {
    let target = "\(backend.name)/\(card.id)"
    let card =
      details[target].map {
        ModelCard(id: card.id, window: $0.window, traits: $0.traits, isLoaded: card.isLoaded)
      } ?? card
    let entry = backend.isLocal ? nil : counters.entry(of: card.id)
    let window = window(of: card, at: backend, entry)
    var offer = OfferedModel(
      id: names.name(of: card.id, at: backend),
      alias: backend.isLocal ? names.alias(of: card.id, at: backend) : nil,
      backend: backend.name, name: card.id, isLocal: backend.isLocal, isListed: isListed,
      isLoaded: card.isLoaded,
      window: window,
      maxOutputTokens: card.maxOutputTokens ?? entry?.maxOutput,
      // A list that tells no windows tells nothing else either.
      traits: card.window == nil ? entry?.traits ?? card.traits : card.traits,
      price: entry?.vendor == backend.kind.vendor ? entry?.price : nil)
    if offer.isFitted, let window { offer.maxOutputTokens = reserve(of: window, for: target, at: backend) }
    return offer
  }

  /// The window that requests are made to fit, or that a vendor judges by.
  private func window(
    of card: ModelCard, at backend: Backend, _ entry: ModelTable.Entry?
  ) -> ContextWindow? {
    let target = "\(backend.name)/\(card.id)"
    if details[target] == nil, let tokens = configuration.models[target]?.window {
      return ContextWindow(tokens: tokens, source: .configured)
    }
    if let window = card.window { return window }
    if backend.isLocal { return ContextWindow(tokens: backend.unknownWindow, source: .assumed) }
    return entry.map { ContextWindow(tokens: $0.window, source: .table) }
  }

  /// The most that is kept free for an answer.
  private func reserve(of window: ContextWindow, for target: String, at backend: Backend) -> Int {
    ContextBudget(
      window: window, requested: nil,
      configuredReserve: configuration.models[target]?.reserveOutput ?? backend.reserveOutput, ratio: 1,
      marginShare: 0
    ).reserve
  }
}
