import Reactor

/// What is told of targets.
extension HealthBoard {
  /// How a target does, for those who choose between several.
  public func health(of backend: String, _ model: String) -> TargetHealth {
    var health = standings[backend]?.health(of: model, at: world.milliseconds()) ?? .unknown
    if let absence = watch.absence(of: backend), !absence.isLoading { health.isHeld = true }
    return health
  }

  /// How all backends do that were asked for or have limits, by their names.
  public func report() -> [BackendHealth] {
    let now = world.milliseconds()
    return standings.values.sorted { $0.name < $1.name }.map { standing in
      let lane = lanes[standing.name]
      return BackendHealth(
        name: standing.name, presence: presence(of: standing.name, at: now), inFlight: lane?.taken ?? 0,
        places: lane?.places, waiting: lane?.waiting ?? 0, breaker: standing.breaker.state(at: now),
        heldKeys: standing.keys?.heldCount(at: now) ?? 0,
        quota: standing.quota.bars(at: now), models: standing.report(at: now))
    }
  }

  private func presence(of backend: String, at now: Int64) -> BackendHealth.Presence {
    guard let absence = watch.absence(of: backend) else { return .ready }
    let since = now - Int64((world.nanoseconds() - absence.since) / 1_000_000)
    return absence.isLoading ? .loading(since: since) : .unreachable(since: since)
  }
}

// MARK: - Over a restart

extension HealthBoard {
  /// The breakers that are not closed.
  public var kept: [KeptBreaker] { standings.values.flatMap(\.kept) }

  /// Takes up breakers as they were before a restart.
  public func restore(_ kept: [KeptBreaker]) {
    for breaker in kept {
      guard let stored = breaker.stored else { continue }
      change(breaker.backend) { $0.restore(stored, of: breaker.model, at: $1) }
    }
  }

  /// The backends with limits of which nobody has said yet what was used of them, and the first moment whose use counts.
  public var unmeasured: [(backend: String, since: Int64)] {
    let now = world.milliseconds()
    return standings.values.compactMap { standing in
      guard !standing.isMeasured, let since = standing.quota.horizon(at: now) else { return nil }
      return (standing.name, since)
    }
  }

  /// Says what was used of a backend before anybody watched.
  ///
  /// - Parameter uses: each with its moment, in milliseconds since 1970.
  public func measure(_ backend: String, by uses: [(use: QuotaUse, moment: Int64)]) {
    change(backend) { standing, _ in standing.measure(by: uses) }
  }
}

// MARK: - By the operator's hand

extension HealthBoard {
  /// Closes the breakers of one backend, or of all, and takes up all keys again. Returns the breakers that were not closed.
  @discardableResult
  public func reset(_ backend: String? = nil) -> [KeptBreaker] {
    let kept = kept.filter { backend == nil || $0.backend == backend }
    for name in standings.keys where backend == nil || name == backend {
      change(name) { standing, _ in standing.reset() }
    }
    return kept
  }

  /// Takes note that the operator has changed a backend, or taken it away: what was held against it was another's. What was
  /// used of its limits stays.
  public func forget(_ backend: String) {
    watch.forget(backend)
    reset(backend)
  }
}
