import Conversations
import Reactor
import Wire

/// What is known of how targets do, and who may use them now: breakers, quotas, rate limits and places, of all backends.
///
/// A claim is granted when no breaker and no quota holds the target, one of its backend's keys is free and so is a place.
/// It waits for the place alone; what was decided before is decided again after it has waited.
@LoopActor public final class HealthBoard {
  /// Told of every breaker that opens, closes or is held for another time, as it does.
  public var breakerChanged: @LoopActor (KeptBreaker) -> Void = { _ in }
  /// What is done when a local server is back, before anybody is sent to it.
  public var serverReturned: @LoopActor (_ backend: String) async -> Void = { _ in }

  let world: World
  let watch: HealthWatch
  private(set) var settings: ResilienceSettings
  private(set) var standings: [String: BackendStanding] = [:]
  private(set) var lanes: [String: Lane] = [:]

  /// A board on which nothing is known.
  public init(_ settings: ResilienceSettings = ResilienceSettings(), in world: World) {
    self.settings = settings
    self.world = world
    watch = HealthWatch(HealthWatch.World(ask: world.ask, pause: world.pause, now: world.nanoseconds))
    watch.returned = { [weak self] in await self?.welcome($0) }
    addLimited()
  }

  /// Claims a target: takes a key where there are several, and waits for a place where there is none.
  ///
  /// - Throws: why the target is not to be used now.
  public func claim(_ claim: Claim) async throws(Held) -> Permit {
    let lane = lane(of: claim.backend.name)
    lane.places = claim.places
    // There is no sense in waiting for what would be refused then.
    if !lane.hasFreePlace { try check(claim) }
    let hasWaited = try await enter(lane, claim)
    do throws(Held) {
      let passage = try admit(claim)
      return Permit(
        passage, to: passage.key.map(claim.backend.using) ?? claim.backend, on: self, in: lane,
        hasWaited: hasWaited)
    } catch {
      lane.leave()
      throw error
    }
  }

  private func enter(_ lane: Lane, _ claim: Claim) async throws(Held) -> Bool {
    let backend = claim.backend
    switch await lane.enter(claim.kind, mostWaiting: backend.queueLength, longest: backend.queueWait) {
    case .admitted(let waited): return waited
    case .turnedAway: throw .busy(backend.name, "its places are taken, and \(lane.waiting) wait for one")
    case .tooLong: throw .busy(backend.name, "it had no place free for \(backend.queueWait)")
    case .cancelled: throw .busy(backend.name, "nobody waits for the answer any more")
    }
  }

  private func admit(_ claim: Claim) throws(Held) -> BackendStanding.Passage {
    try checkPresence(claim)
    let name = claim.backend.name
    // Taken out, so that it is changed where it is and not copied.
    var standing = standings.removeValue(forKey: name) ?? BackendStanding(name, settings)
    defer { put(standing) }
    return try standing.admit(claim, at: world.milliseconds())
  }

  /// Looks whether a claim would be refused at once, as long as nothing is spent on it. What it finds free may be taken when
  /// it is claimed.
  ///
  /// - Throws: why the target is not to be used now.
  public func check(_ claim: Claim) throws(Held) {
    try checkPresence(claim)
    var copy = standings[claim.backend.name] ?? BackendStanding(claim.backend.name, settings)
    _ = try copy.admit(claim, at: world.milliseconds())
  }

  private func checkPresence(_ claim: Claim) throws(Held) {
    guard !claim.isLastResort, let absence = watch.absence(of: claim.backend.name) else { return }
    if !absence.isLoading { throw Held(absent: claim.backend.name) }
  }

  private func lane(of name: String) -> Lane {
    if let lane = lanes[name] { return lane }
    let lane = Lane(now: world.nanoseconds)
    lanes[name] = lane
    return lane
  }
}

// MARK: - Changing what is known

extension HealthBoard {
  /// Changes what is known of a backend, and tells of breakers that are no longer as they were.
  func change(_ name: String, _ body: (inout BackendStanding, _ now: Int64) -> Void) {
    var standing = standings.removeValue(forKey: name) ?? BackendStanding(name, settings)
    body(&standing, world.milliseconds())
    put(standing)
  }

  private func put(_ standing: BackendStanding) {
    var standing = standing
    let changes = standing.takeChanges()
    standings[standing.name] = standing
    for change in changes { breakerChanged(change) }
  }

  /// Backends with limits are there from the start, so that what was used of them can be added.
  private func addLimited() {
    for limit in settings.quota where standings[limit.backend] == nil {
      standings[limit.backend] = BackendStanding(limit.backend, settings)
    }
  }

  /// Takes over what an operator has set anew. What is known stays; of limits that have changed nothing is used, until it
  /// is added.
  public func configure(_ settings: ResilienceSettings) {
    self.settings = settings
    for name in standings.keys { change(name) { standing, _ in standing.configure(settings) } }
    addLimited()
  }

  /// A local server is back: what is known of its models is asked for anew, and then its breakers are closed.
  private func welcome(_ backend: String) async {
    await serverReturned(backend)
    change(backend) { standing, _ in standing.closeModels() }
  }
}

// MARK: - Local servers

extension HealthBoard {
  /// Waits until a local server that is loading or away is ready. Returns whether it is; true at once where nobody can ask.
  ///
  /// - Parameter limit: the longest that is waited.
  public func waitUntilReady(_ backend: Backend, atMost limit: Duration) async -> Bool {
    await watch.waitUntilReady(backend, atMost: Int(limit / .milliseconds(1)))
  }

  /// Asks no server any more. Whoever waits for one is told that it is not ready.
  public func stop() { watch.stop() }
}
