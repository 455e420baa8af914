/// What is known of a backend, for those who choose, those who keep and those who look.
extension BackendStanding {
  /// How a target does.
  func health(of model: String, at now: Int64) -> TargetHealth {
    let known = models[model]
    let holds = [
      hold(by: breaker, at: now), known.flatMap { hold(by: $0.breaker, at: now) }, quotaHold(at: now),
      keyHold(at: now),
    ]
    .compactMap(\.self)
    return TargetHealth(
      isHeld: !holds.isEmpty, heldUntil: holds.compactMap(\.until).max(),
      isLow: known?.limits?.lowUntil(at: now) != nil, speed: known?.speed ?? TargetHealth.Speed())
  }

  /// The breakers that are not closed, as they are kept.
  var kept: [KeptBreaker] {
    ([(nil, breaker)] + models.map { ($0.key, $0.value.breaker) }).compactMap { model, breaker in
      breaker.stored.map { KeptBreaker(backend: name, model: model, stored: $0) }
    }
  }

  /// How its models do, by their ids.
  func report(at now: Int64) -> [ModelHealth] {
    models.sorted { $0.key < $1.key }.map { id, model in
      ModelHealth(
        model: id, breaker: model.breaker.state(at: now), failures: model.breaker.failures,
        lastFailure: model.lastFailure, limits: model.limits?.limits ?? [], speed: model.speed)
    }
  }

  private struct Hold {
    var until: Int64?
  }

  private func hold(by breaker: CircuitBreaker, at now: Int64) -> Hold? {
    var copy = breaker
    guard case .refused(let until) = copy.admit(at: now) else { return nil }
    return Hold(until: until)
  }

  private func quotaHold(at now: Int64) -> Hold? {
    guard !quota.limits.isEmpty else { return nil }
    return quota.bars(at: now).compactMap(\.fullUntil).max().map { Hold(until: $0) }
  }

  private func keyHold(at now: Int64) -> Hold? {
    var copy = keys
    guard case .held(let until)? = copy?.next(at: now) else { return nil }
    return Hold(until: until)
  }
}
