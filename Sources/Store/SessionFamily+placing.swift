import Conversations

extension SessionFamily {
  /// Finds a request's place by the rules and does what they say; `parent` is the session that started this agent.
  mutating func place(_ query: PlacementQuery, startedBy parent: SessionID?) -> SessionState {
    switch PlacementRules.decide(query, in: self) {
    case .open(let cause, let predecessor, let sibling):
      let origin = SessionOrigin(cause: cause, predecessor: predecessor, parent: sibling ?? parent)
      add(Member(id: .random(), origin: origin))
      return begin(query, in: members.count - 1, as: predecessor.map { .successor(of: $0) } ?? .new)
    case .begin(let member):
      return begin(query, in: member, as: .new)
    case .extend(let member, let line, let isRetry, let known):
      let branch = useLine(line, of: member, for: query.chain)
      return state(branch: branch, placement: isRetry ? .retry : .append, known: known)
    case .fork(let member, let depth):
      let branch = openLine(of: member, chain: query.chain)
      return state(branch: branch, placement: .fork(depth: depth), known: depth)
    case .beside(let member, let branch, let known):
      return SessionState(
        session: members[member].id, branch: branch, placement: .side, knownMessages: known,
        origin: members[member].origin)
    }
  }

  /// The first request of a session, or of its conversation: a side request leaves the conversation to come.
  private mutating func begin(
    _ query: PlacementQuery, in member: Int, as placement: SessionPlacement
  ) -> SessionState {
    guard query.opensConversation else {
      return SessionState(
        session: members[member].id, branch: 0, placement: .side, knownMessages: 0,
        origin: members[member].origin)
    }
    let branch = openLine(of: member, chain: query.chain)
    return state(branch: branch, placement: placement, known: 0)
  }

  /// The state of the member that has just been used.
  private func state(branch: Int, placement: SessionPlacement, known: Int) -> SessionState {
    let used = members[members.count - 1]
    return SessionState(
      session: used.id, branch: branch, placement: placement, knownMessages: known, origin: used.origin)
  }
}
