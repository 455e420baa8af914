import Conversations

/// A request on its way to its session.
struct RecallQuery {
  /// The names its conversation is known under.
  let key: ClientKey
  /// What it shows of itself.
  let placement: PlacementQuery

  /// What is asked about `request`.
  init(_ request: ChatRequest, kind: RequestKind) {
    placement = PlacementQuery(request, kind: kind)
    key = ClientKey(of: request.client, opening: placement.opening(in: request.dialect))
  }
}

/// What the store keeps in memory of its sessions, so that a request finds its place without waiting for the disk:
/// the keys of all of them, and the histories of those used last.
///
/// A session is registered when its first request is placed, not when it is written, so that requests that come at
/// the same time find each other.
struct SessionIndex {
  /// A family and when it was last asked for.
  private struct Slot {
    var family: SessionFamily
    var lastUse: Int
  }

  /// Leads from every name of a session, its client's or its own id, to its family's key.
  private var keys: [Fingerprint: Fingerprint] = [:]
  private var slots: [Fingerprint: Slot] = [:]
  private var weight = 0
  private var clock = 0
  private let capacity: Int

  /// An index that keeps about `capacity` chain hashes (16 bytes each) in mind.
  init(capacity: Int) { self.capacity = capacity }

  /// Learns that the database has a session.
  mutating func register(_ session: SessionID, key: Fingerprint) {
    keys[key] = key
    keys[ClientKey.naming(session)] = key
  }

  /// The families the database has and memory does not, without which the request cannot be placed.
  func missing(for query: RecallQuery) -> [Fingerprint] {
    [query.key.own, query.key.parent].compactMap { name in
      guard let key = name.flatMap({ keys[$0] }), slots[key] == nil else { return nil }
      return key
    }
  }

  /// Takes in a family as the database has it; a family that is in mind already knows better.
  mutating func adopt(_ family: SessionFamily, key: Fingerprint) {
    guard slots[key] == nil else { return }
    if family.members.isEmpty { keys[key] = nil } else { update(key) { $0 = family } }
  }

  /// Places a request by what is in mind, and registers what it begins.
  mutating func recall(_ query: RecallQuery) -> SessionState {
    let key = keys[query.key.own] ?? query.key.own
    let parent = query.key.parent.flatMap { current(of: $0) }
    let state = update(key) { slot in
      var family = slot ?? SessionFamily()
      slot = nil
      defer { slot = family }
      return family.place(query.placement, startedBy: parent)
    }
    register(state.session, key: key)
    // Only now: what is read for one request must not push out what has just been read for the same one.
    if weight > capacity { evict(sparing: key) }
    return state
  }

  /// Notes the end of a turn, and its answer, by which the next request is seen to be known up to there.
  mutating func note(_ turn: Turn) {
    guard let key = keys[ClientKey.naming(turn.state.session)] else { return }
    slots[key]?.family.note(turn)
  }

  /// Forgets a session that has been removed; `isLast` tells whether the database has no other of its key.
  mutating func forget(_ session: SessionID, key: Fingerprint, isLast: Bool) {
    keys[ClientKey.naming(session)] = nil
    guard slots[key] != nil else {
      if isLast { keys[key] = nil }
      return
    }
    let isEmpty = update(key) { family in
      family?.remove(session)
      if family?.members.isEmpty ?? true { family = nil }
      return family == nil
    }
    // Members that are not in mind any more may still be in the database.
    if isEmpty, isLast { keys[key] = nil }
  }

  private func current(of name: Fingerprint) -> SessionID? {
    guard let family = keys[name].flatMap({ slots[$0] })?.family else { return nil }
    return family.current.map { family.members[$0].id }
  }

  private mutating func update<Result>(
    _ key: Fingerprint, _ change: (inout SessionFamily?) -> Result
  ) -> Result {
    clock += 1
    // Taken out while it changes, so that its arrays are changed in place.
    var family = slots.removeValue(forKey: key)?.family
    weight -= family?.weight ?? 0
    let result = change(&family)
    weight += family?.weight ?? 0
    slots[key] = family.map { Slot(family: $0, lastUse: clock) }
    return result
  }

  /// Forgets the families unused for longest, a quarter of the whole at once, so that it happens rarely.
  private mutating func evict(sparing spared: Fingerprint) {
    for (key, slot) in slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
      guard weight > capacity / 4 * 3 else { return }
      guard key != spared else { continue }
      weight -= slot.family.weight
      slots[key] = nil
    }
  }
}
