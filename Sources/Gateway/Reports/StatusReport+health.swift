import Conversations
import Upstream

extension StatusReport.Backend {
  /// A backend as it was found, with what requests have shown of it since.
  ///
  /// - Parameter health: nil for one that no request was sent to.
  init(_ listing: BackendListing, _ health: BackendHealth?) {
    let found = ModelsReport.Backend(listing)
    self.init(
      name: found.name, kind: found.kind, url: found.url, isLocal: found.isLocal, state: found.state)
    problem = found.problem
    models = listing.models.filter { found.isLocal && $0.isLoaded }.map { StatusReport.Model($0) }
    if let health { add(health, cards: listing.models) }
  }

  private mutating func add(_ health: BackendHealth, cards: [ModelCard]) {
    switch health.presence {
    case .ready: break
    case .loading: state = .loading
    case .unreachable(let since): (state, downSince) = (.absent, Timestamp(milliseconds: since))
    }
    hold = StatusReport.Hold(health.breaker)
    (inFlight, waiting, places) = (health.inFlight, health.waiting, health.places)
    quotas = health.quota.flatMap(StatusReport.Quota.all)
    lastError = health.models.compactMap { StatusReport.Failure($0) }.max { $0.at < $1.at }
    for model in health.models { add(model, card: cards.first { $0.id == model.model }) }
  }

  private mutating func add(_ health: ModelHealth, card: ModelCard?) {
    var model =
      models.first { $0.name == health.model }
      ?? card.map { StatusReport.Model($0) } ?? StatusReport.Model(name: health.model, isLoaded: false)
    (model.hold, model.failures) = (StatusReport.Hold(health.breaker), health.failures)
    model.firstEventMilliseconds = health.speed.firstEventMilliseconds
    model.tokensPerSecond = health.speed.tokensPerSecond
    model.limits = health.limits.compactMap { StatusReport.Limit($0) }
    models.removeAll { $0.name == health.model }
    models.append(model)
  }
}

extension StatusReport.Model {
  /// A model as its server lists it.
  fileprivate init(_ card: ModelCard) {
    self.init(name: card.id, isLoaded: card.isLoaded)
    (window, windowSource) = (card.window?.tokens, card.window?.source.rawValue)
  }
}

extension StatusReport.Hold {
  /// What a breaker does; nil for a closed one.
  fileprivate init?(_ state: CircuitBreaker.State) {
    switch state {
    case .closed: return nil
    case .open(let until, let cause):
      self.init(state: .open, until: Timestamp(milliseconds: until), reason: cause.words)
    case .halfOpen(let cause): self.init(state: .halfOpen, until: nil, reason: cause.words)
    }
  }
}

extension StatusReport.Quota {
  /// One for everything that a limit is about.
  fileprivate static func all(_ bar: QuotaGuard.Bar) -> [StatusReport.Quota] {
    let figures: [(Unit, used: Double, limit: Double?)] = [
      (.tokens, Double(bar.use.tokens), bar.limit.tokens.map { Double($0) }),
      (.requests, Double(bar.use.requests), bar.limit.requests.map { Double($0) }),
      (.money, bar.use.money, bar.limit.money),
    ]
    return figures.compactMap { unit, used, limit in
      guard let limit else { return nil }
      // Of several figures of one limit only those that are used up hold the backend.
      let room = used >= limit ? bar.fullUntil.map { Timestamp(milliseconds: $0) } : nil
      return StatusReport.Quota(
        window: bar.limit.window.description, unit: unit, used: used, limit: limit, roomAt: room)
    }
  }
}

extension StatusReport.Limit {
  /// A limit as a vendor told it; nil where nobody can tell what is left.
  fileprivate init?(_ limit: RateLimitReading.Limit) {
    guard let share = limit.share else { return nil }
    self.init(
      name: limit.name, remaining: share, resetsAt: limit.resetsAt.map { Timestamp(milliseconds: $0) })
  }
}

extension StatusReport.Failure {
  /// A model's last failure; nil where it has had none.
  fileprivate init?(_ model: ModelHealth) {
    guard let failure = model.lastFailure else { return nil }
    self.init(
      at: Timestamp(milliseconds: failure.at), model: model.model, type: failure.reason,
      message: failure.message)
  }
}
