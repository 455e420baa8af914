import Conversations
import Reactor
import Routing
import Store

/// Where sessions have been sent, so that they stay there; and which of them are not to leave this machine.
@LoopActor
final class SessionRoutes {
  /// Most sessions that are kept in mind.
  private static let mostSessions = 4_096

  /// What is known of a session.
  private struct Known {
    var tier: String?
    var isLocalOnly = false
    var lastUse: UInt64
  }

  /// How long the disk may take to say where a session was, in milliseconds.
  private static let patience = 1_000

  private let store: ConversationStore?
  private var sessions: [SessionID: Known] = [:]

  /// No routes yet.
  ///
  /// - Parameter store: where those of earlier runs are; nil where nothing is to be looked up.
  init(store: ConversationStore? = nil) { self.store = store }

  /// Takes up what the store knows of a session that is not in mind. What an earlier run kept on this machine, whoever had
  /// wanted that, is kept here.
  func recall(_ state: SessionState, now: UInt64) async {
    guard let store, sessions[state.session] == nil, state.placement != .new else { return }
    let stored = await withDeadline(milliseconds: Self.patience) { await store.lastRoute(of: state.session) }
    guard let stored, sessions[state.session] == nil else { return }
    let age = UInt64(max(0, WallClock.milliseconds() - stored.endedAt)) * 1_000_000
    sessions[state.session] = Known(
      tier: stored.tier, isLocalOnly: stored.isLocalOnly, lastUse: now - min(now, age))
    forgetOldest()
  }

  /// Where a session was sent last; nil for one that nobody remembers.
  ///
  /// - Parameter now: the monotonic time in nanoseconds.
  func earlier(of session: SessionID, now: UInt64) -> EarlierRoute? {
    guard let known = sessions[session], let tier = known.tier else { return nil }
    return EarlierRoute(tier: tier, secondsAgo: Int((now - min(now, known.lastUse)) / 1_000_000_000))
  }

  /// Whether a session has once asked not to leave this machine and its network.
  func isLocalOnly(_ session: SessionID) -> Bool { sessions[session]?.isLocalOnly ?? false }

  /// Notes that a client wants its session to stay on this machine and its network, from now on.
  func keepLocal(_ session: SessionID, now: UInt64) {
    sessions[session, default: Known(lastUse: now)].isLocalOnly = true
    forgetOldest()
  }

  /// Notes where the conversation of a session is sent.
  func note(_ decision: RouteDecision, of session: SessionID, now: UInt64) {
    guard let tier = decision.tier else { return }
    var known = sessions[session] ?? Known(lastUse: now)
    (known.tier, known.lastUse) = (tier, now)
    sessions[session] = known
    forgetOldest()
  }

  /// Half of them at a time, so that not every new session pays for looking through all. Those that are not to leave this
  /// machine stay as long as there is room for anything.
  private func forgetOldest() {
    guard sessions.count > Self.mostSessions else { return }
    let byUse = sessions.sorted { left, right in
      (left.value.isLocalOnly ? 1 : 0, left.value.lastUse) < (
        right.value.isLocalOnly ? 1 : 0, right.value.lastUse
      )
    }
    for (session, _) in byUse.prefix(sessions.count / 2) { sessions[session] = nil }
  }
}
