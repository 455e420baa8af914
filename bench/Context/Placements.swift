import ContextReplay
import Conversations

/// How many turns were placed in the session they belong to.
struct Placements: Sendable {
  private(set) var turns = 0
  private(set) var recognised = 0
  /// The sessions each conversation has had, the newest at the end.
  private var sessions: [Int: [SessionID]] = [:]

  /// Notes where a turn was placed.
  mutating func note(_ state: SessionState, of turn: ClientTurn) {
    turns += 1
    let earlier = sessions[turn.conversation]?.last
    if Self.isRight(state, turn, after: earlier) { recognised += 1 }
    if earlier != state.session { sessions[turn.conversation, default: []].append(state.session) }
  }

  /// Both together.
  mutating func add(_ other: Placements) {
    turns += other.turns
    recognised += other.recognised
  }

  private static func isRight(_ state: SessionState, _ turn: ClientTurn, after earlier: SessionID?) -> Bool {
    guard let earlier else { return state.placement == .new }
    switch turn.place {
    case .compacted: return state.placement == .successor(of: earlier)
    case .rewound:
      guard case .fork = state.placement else { return false }
      return state.session == earlier
    case .line, .side: return state.session == earlier
    }
  }
}
