import Conversations
import Wire

/// How a backend and its models stand: breakers, quotas, keys and limits. Decides and does not act, and is handed the time,
/// in milliseconds since 1970.
struct BackendStanding: Sendable {
  /// What a request was let through as. To be ended once.
  struct Passage: Sendable {
    fileprivate let whole: CircuitBreaker.Admission
    fileprivate let one: CircuitBreaker.Admission
    /// The model it is for.
    let model: String
    /// The key it is to show; nil where there are not several.
    fileprivate(set) var key: Credential?
    /// Whether its credentials are the client's own.
    fileprivate let showsClientCredentials: Bool
  }

  /// How one model stands.
  struct Model: Sendable {
    var breaker: CircuitBreaker
    var limits: RateLimitReading?
    var speed = TargetHealth.Speed()
    var lastFailure: LastFailure?
  }

  /// Models that nothing holds are forgotten when there are more: clients name what they like.
  private static let mostModels = 256

  /// The backend's name.
  let name: String
  /// What holds the backend with all its models.
  private(set) var breaker: CircuitBreaker
  /// Its models, as far as they were asked for, by their ids.
  private(set) var models: [String: Model] = [:]
  /// How much of it may be used.
  private(set) var quota: QuotaGuard
  /// Its keys, where there are several.
  private(set) var keys: KeyRing?
  /// The backend as it was when it was last asked; nil as long as nobody has.
  private(set) var backend: Backend?
  /// Whether somebody has said what was used of its limits before.
  private(set) var isMeasured = false
  private var settings: ResilienceSettings
  /// The breakers that are no longer as they were.
  private var changes: [KeptBreaker] = []

  /// A backend of which nothing is known.
  init(_ name: String, _ settings: ResilienceSettings) {
    self.name = name
    self.settings = settings
    breaker = CircuitBreaker(settings.breaker)
    quota = QuotaGuard(settings.limits(of: name))
  }
}

// MARK: - Letting requests through

extension BackendStanding {
  /// Lets a request through.
  ///
  /// - Throws: what holds the target.
  mutating func admit(_ claim: Claim, at now: Int64) throws(Held) -> Passage {
    adopt(claim.backend)
    var passage = try passBreakers(claim, at: now)
    do throws(Held) {
      if case .refused(let until, let limit) = quota.admit(at: now) {
        throw Held(name, used: limit, until: until, at: now)
      }
      passage.key = try key(for: claim, at: now)
    } catch {
      giveUp(passage, at: now)
      throw error
    }
    return passage
  }

  private mutating func passBreakers(_ claim: Claim, at now: Int64) throws(Held) -> Passage {
    let whole = breaker.admit(at: now, isLastResort: claim.isLastResort)
    if case .refused(let until) = whole {
      throw Held(name, by: breaker.state(at: now), until: until, at: now)
    }
    var model = model(claim.model)
    let one = model.breaker.admit(at: now, isLastResort: claim.isLastResort)
    if case .refused(let until) = one {
      breaker.end(whole, as: .nothing, at: now)
      throw Held(claim.target, by: model.breaker.state(at: now), until: until, at: now)
    }
    models[claim.model] = model
    return Passage(
      whole: whole, one: one, model: claim.model, showsClientCredentials: claim.backend.showsClientCredentials
    )
  }

  private mutating func key(for claim: Claim, at now: Int64) throws(Held) -> Credential? {
    switch keys?.next(at: now, isLastResort: claim.isLastResort) {
    case nil: return nil
    case .key(let key): return key
    case .held(let until): throw Held(name, keysHeldUntil: until, at: now)
    }
  }

  private mutating func model(_ id: String) -> Model {
    if let known = models[id] { return known }
    if models.count >= Self.mostModels { models = models.filter { $0.value.breaker.stored != nil } }
    return Model(breaker: CircuitBreaker(settings.breaker))
  }

  /// What is known of another place, or shown to it by somebody else, says nothing about this one.
  private mutating func adopt(_ backend: Backend) {
    guard backend != self.backend else { return }
    if let known = self.backend {
      let isElsewhere = known.url != backend.url || known.kind.name != backend.kind.name
      if isElsewhere { closeModels() }
      if isElsewhere || known.credentials != backend.credentials { change(nil) { $0.reset() } }
    }
    self.backend = backend
    keys = backend.keys.isEmpty ? nil : keys?.changed(to: backend.keys) ?? KeyRing(backend.keys)
  }
}

// MARK: - Taking in how they went

extension BackendStanding {
  /// Notes what the head of an answer tells of the vendor's limits.
  mutating func note(_ fields: HTTPFields, of passage: Passage, at now: Int64) {
    let reading = RateLimitReading(fields, at: now)
    guard !reading.limits.isEmpty else { return }
    models[passage.model]?.limits = reading
    if let key = passage.key, let until = reading.exhaustedUntil(at: now) { keys?.hold(key, until: until) }
  }

  /// Notes what was used.
  mutating func charge(_ use: QuotaUse, at moment: Int64) { quota.add(use, at: moment) }

  /// A request was answered.
  ///
  /// - Parameters:
  ///   - firstEvent: how long the first event took, in nanoseconds; nil for an answer that came whole.
  ///   - whole: how long the whole answer took, likewise.
  mutating func succeed(
    _ passage: Passage, usage: Usage?, firstEvent: UInt64?, whole: UInt64, at now: Int64
  ) {
    models[passage.model]?.speed.note(firstEvent: firstEvent, whole: whole, tokens: usage?.output)
    end(passage, .success, .success, at: now)
  }

  /// A request has failed.
  mutating func fail(_ passage: Passage, _ error: UpstreamError, at now: Int64) {
    models[passage.model]?.lastFailure = LastFailure(error, at: now)
    switch error.advice.mark {
    case .none: giveUp(passage, at: now)
    case .halfFailure: end(passage, .nothing, .halfFailure, at: now)
    case .failure: end(passage, .nothing, .failure, at: now)
    case .hold(_, let scope): hold(passage, error, scope, at: now)
    }
  }

  /// A request has come to nothing in a way that says nothing about the target.
  mutating func giveUp(_ passage: Passage, at now: Int64) { end(passage, .nothing, .nothing, at: now) }

  private mutating func hold(
    _ passage: Passage, _ error: UpstreamError, _ scope: FailureAdvice.Scope, at now: Int64
  ) {
    guard let until = error.heldUntil(from: now), let cause = CircuitBreaker.Cause(error.reason) else {
      return giveUp(passage, at: now)
    }
    switch cause {
    // A key of one client's that is refused is no matter of the others'.
    case .authentication where passage.showsClientCredentials: giveUp(passage, at: now)
    case .authentication, .rateLimited, .quotaExhausted:
      if let key = passage.key {
        keys?.hold(key, until: until)
        return giveUp(passage, at: now)
      }
      fallthrough
    case .modelNotFound, .failures:
      let isWhole = if case .backend = scope { true } else { false }
      let held = CircuitBreaker.Outcome.held(until: until, cause)
      end(passage, isWhole ? held : .nothing, isWhole ? .nothing : held, at: now)
    }
  }

  private mutating func end(
    _ passage: Passage, _ whole: CircuitBreaker.Outcome, _ one: CircuitBreaker.Outcome, at now: Int64
  ) {
    change(nil) { $0.end(passage.whole, as: whole, at: now) }
    change(passage.model) { $0.end(passage.one, as: one, at: now) }
  }
}

// MARK: - What may change

extension BackendStanding {
  /// Takes over what an operator has set anew. What is known stays, but for what was used of limits that have changed.
  mutating func configure(_ settings: ResilienceSettings) {
    self.settings = settings
    breaker.settings = settings.breaker
    for id in models.keys { models[id]?.breaker.settings = settings.breaker }
    let limits = settings.limits(of: name)
    guard limits != quota.limits else { return }
    quota = QuotaGuard(limits)
    isMeasured = false
  }

  /// Adds what was used before anybody watched.
  mutating func measure(by uses: [(use: QuotaUse, moment: Int64)]) {
    isMeasured = true
    for (use, moment) in uses { quota.add(use, at: moment) }
  }

  /// Takes up a breaker as it was before a restart. That is no news.
  mutating func restore(_ stored: CircuitBreaker.Stored, of id: String?, at now: Int64) {
    let restored = CircuitBreaker(settings.breaker, restoring: stored, at: now)
    guard let id else { return breaker = restored }
    var model = model(id)
    model.breaker = restored
    models[id] = model
  }

  /// Closes the breakers of all models: the server was away, and is back as it may be.
  mutating func closeModels() {
    for id in models.keys { change(id) { $0.reset() } }
  }

  /// Closes all breakers and takes all keys in again.
  mutating func reset() {
    change(nil) { $0.reset() }
    closeModels()
    keys?.reset()
  }

  /// The breakers that are no longer as they were when this was last asked.
  mutating func takeChanges() -> [KeptBreaker] {
    guard !changes.isEmpty else { return [] }
    defer { changes = [] }
    return changes
  }

  /// Changes the breaker of a model, or without one that of them all.
  private mutating func change(_ model: String?, _ body: (inout CircuitBreaker) -> Void) {
    guard var breaker = model.map({ models[$0]?.breaker }) ?? self.breaker else { return }
    let before = breaker.stored
    body(&breaker)
    if let model { models[model]?.breaker = breaker } else { self.breaker = breaker }
    if breaker.stored != before {
      changes.append(KeptBreaker(backend: name, model: model, stored: breaker.stored))
    }
  }
}

extension ResilienceSettings {
  /// The limits of one backend.
  fileprivate func limits(of backend: String) -> [QuotaLimit] { quota.filter { $0.backend == backend } }
}

extension CircuitBreaker.Cause {
  /// Why a failure of a kind holds its target; nil for one that does not.
  fileprivate init?(_ reason: UpstreamError.Reason) {
    switch reason {
    case .rateLimited: self = .rateLimited
    case .quotaExhausted: self = .quotaExhausted
    case .authentication: self = .authentication
    case .modelNotFound: self = .modelNotFound
    default: return nil
    }
  }
}
