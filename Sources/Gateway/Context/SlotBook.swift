import Conversations

/// Which of a server's slots each line of a conversation keeps. A slot holds the prompt it has read last: a title request or
/// a sub-agent that is answered in the slot of the main conversation makes the server read all of that anew.
///
/// The last slot is for errands and held by nobody. The others are kept by whoever uses them, conversations before their
/// sub-agents.
struct SlotBook: Sendable {
  /// A line of a conversation; a sub-agent's is of a session of its own.
  struct Line: Hashable, Sendable {
    let session: SessionID
    let branch: Int
  }

  /// A conversation that was not heard of for longer may lose its slot to a sub-agent, in nanoseconds: ten minutes, in
  /// which a person reads what was written.
  static let longestRest: UInt64 = 600_000_000_000

  private struct Hold {
    let line: Line
    let isMain: Bool
    var usedAt: UInt64
  }

  private var holds: [Hold?]
  private var errandSlot: Int { holds.count }

  /// The slots of a server, of which there is at least one.
  init(count: Int) { holds = Array(repeating: nil, count: max(0, count - 1)) }

  /// How many slots there are.
  var count: Int { holds.count + 1 }

  /// The slot for a request; nil where there is only one.
  ///
  /// - Parameters:
  ///   - line: the line it moves on; nil for an errand.
  ///   - kind: what the request is for.
  ///   - now: the monotonic time in nanoseconds.
  mutating func slot(for line: Line?, kind: RequestKind, at now: UInt64) -> Int? {
    guard !holds.isEmpty else { return nil }
    guard let line else { return errandSlot }
    if let own = holds.firstIndex(where: { $0?.line == line }) {
      holds[own]?.usedAt = now
      return own
    }
    let isMain = kind != .subAgent
    guard let slot = holds.firstIndex(where: { $0 == nil }) ?? weakest(against: isMain, at: now) else {
      return errandSlot
    }
    holds[slot] = Hold(line: line, isMain: isMain, usedAt: now)
    return slot
  }

  /// The slot whose holder gives way: a sub-agent before a conversation, and of these the one that was used the longest
  /// ago. A sub-agent takes none from a conversation that somebody is having.
  private func weakest(against isMain: Bool, at now: UInt64) -> Int? {
    let held = holds.enumerated().compactMap { slot, hold in hold.map { (slot: slot, hold: $0) } }
    let agents = held.filter { !$0.hold.isMain }
    let mains = held.filter { $0.hold.isMain && (isMain || now - $0.hold.usedAt > Self.longestRest) }
    return (agents.isEmpty ? mains : agents).min { $0.hold.usedAt < $1.hold.usedAt }?.slot
  }
}
