import Conversations
import Reactor
import Upstream

/// Finds out what there is to offer: at once for a client's list, thoroughly for the operator's.
@LoopActor
final class OfferedModelSurvey {
  /// How long a client's list may wait for backends that are being asked, in milliseconds; the whole is to take 50.
  private static let patience = 30
  /// The most models of a backend that are asked for by name.
  private static let mostDetails = 100
  /// How long asking for models by their names may take, in milliseconds; what was learned by then counts.
  private static let detailLimit = 10_000
  /// How long details are good for, in nanoseconds.
  private static let freshness: UInt64 = 30_000_000_000

  private let catalog: ModelCatalog
  private let configuration: Configuration
  private let counters: PromptCounters
  /// What has been learned of a target's window by using it, given its name and what is known of it.
  private let learned: @LoopActor (String, ContextWindow) -> ContextWindow
  /// What asking for models by their names has brought to light, by `backend/model`.
  private var details: [String: ModelCard] = [:]
  private var lastDetails: UInt64?

  /// A survey of a catalogue's backends.
  ///
  /// - Parameter learned: what has been learned of a target's window by using it, given its name and what is known of it.
  init(
    _ configuration: Configuration, catalog: ModelCatalog, counters: PromptCounters,
    learned: @escaping @LoopActor (String, ContextWindow) -> ContextWindow = { $1 }
  ) {
    self.learned = learned
    self.configuration = configuration
    self.catalog = catalog
    self.counters = counters
  }

  /// Takes up what an earlier survey has found out about backends that are the same in this one's configuration.
  func takeUp(_ earlier: OfferedModelSurvey) {
    let changed = configuration.changedBackends(since: earlier.configuration)
    details = earlier.details.filter { target, _ in
      !changed.contains(String(target.prefix { $0 != "/" }))
    }
  }

  /// Begins to find out what takes longer, so that the first who asks is told it.
  func begin() {
    lastDetails = LoopActor.shared.loop.now
    spawn { await self.learnDetails(of: await self.catalog.listings()) }
  }

  /// What is known by now. What takes longer to find out is found out for the next who asks.
  func offers() async -> [OfferedModel] {
    let listings = await catalog.listings(within: Self.patience)
    let now = LoopActor.shared.loop.now
    if lastDetails.map({ now >= $0 + Self.freshness }) ?? true {
      lastDetails = now
      spawn { await self.learnDetails(of: listings) }
    }
    return offers(of: listings)
  }

  /// All there is to know: every backend is asked, and every model of those that have to be asked by name.
  func report() async -> ModelsReport {
    _ = await catalog.refresh(.offer)
    let listings = await catalog.listings()
    lastDetails = LoopActor.shared.loop.now
    await learnDetails(of: listings)
    return ModelsReport(listings, offers(of: listings))
  }

  private func offers(of listings: [BackendListing]) -> [OfferedModel] {
    OfferedModels.offers(of: listings, configuration, counters, details: details).map { offer in
      var offer = offer
      offer.window = offer.window.map { learned("\(offer.backend)/\(offer.name)", $0) }
      return offer
    }
  }

  private func learnDetails(of listings: [BackendListing]) async {
    let learned = await withDeadline(milliseconds: Self.detailLimit) { await self.details(of: listings) }
    details.merge(learned) { $1 }
  }

  /// What the backends say of their models that have to be asked for by name, until this is cancelled.
  private func details(of listings: [BackendListing]) async -> [String: ModelCard] {
    var details: [String: ModelCard] = [:]
    for listing in listings {
      for card in listing.models.prefix(Self.mostDetails) where !Task.isCancelled {
        let target = "\(listing.backend.name)/\(card.id)"
        let window = configuration.models[target]?.window
        guard let card = await catalog.card(of: card.id, at: listing.backend.name, configured: window) else {
          break  // A backend is asked for models by name, or it is not.
        }
        details[target] = card
      }
    }
    return details
  }
}
