import Conversations

/// The sessions of one client key: a conversation, what came after its compactions and restarts, and sub-agents that
/// the client does not tell apart by an id.
struct SessionFamily: Sendable, Equatable {
  /// A session, as far as placing a request needs it.
  struct Member: Sendable, Equatable {
    /// The session's id.
    let id: SessionID
    /// Where it came from.
    let origin: SessionOrigin
    /// Its branches, the one that moved last at the end.
    var lines: [ConversationLine]
    /// The number the next branch gets.
    var nextBranch: Int
    /// Whether any request of its conversation has been answered to the end; nil while none is over.
    private(set) var isAnswered: Bool?

    /// A session nothing has happened in.
    init(
      id: SessionID, origin: SessionOrigin, lines: [ConversationLine] = [], nextBranch: Int = 0,
      isAnswered: Bool? = nil
    ) {
      self.id = id
      self.origin = origin
      self.lines = lines
      self.nextBranch = nextBranch
      self.isAnswered = isAnswered
    }

    /// Notes how a turn has ended.
    mutating func note(_ turn: Turn) {
      guard turn.state.placement != .side else { return }
      isAnswered = isAnswered == true || turn.outcome == .completed
    }
  }

  /// The most members and lines kept in mind; beyond, the ones unused for longest are forgotten.
  static let maxMembers = 32
  /// See `maxMembers`.
  static let maxLines = 32

  /// The members, the one used last at the end.
  private(set) var members: [Member]

  /// A family; `members` in the order of their last use.
  init(members: [Member] = []) { self.members = members }

  /// The session the client's key stands for now: the one used last that is not a sub-agent of another member.
  var current: Int? {
    members.lastIndex { member in !members.contains { $0.id == member.origin.parent } }
      ?? members.indices.last
  }

  /// How much memory it takes, in chain hashes; the constant stands for everything else.
  var weight: Int {
    members.reduce(32) { sum, member in member.lines.reduce(sum + 8) { $0 + 4 + $1.chain.count } }
  }

  /// Adds a session, which counts as used.
  mutating func add(_ member: Member) {
    members.append(member)
    if members.count > Self.maxMembers { members.removeFirst() }
  }

  /// Forgets a session.
  mutating func remove(_ id: SessionID) { members.removeAll { $0.id == id } }

  /// Opens a branch of a member for a request; the number it gets.
  mutating func openLine(of member: Int, chain: [Fingerprint]) -> Int {
    var used = members.remove(at: member)
    let number = used.nextBranch
    used.nextBranch += 1
    used.lines.append(ConversationLine(number: number, chain: chain))
    if used.lines.count > Self.maxLines { used.lines.removeFirst() }
    members.append(used)
    return number
  }

  /// Uses a member's line for a request's history, which moves it on unless the request is a retry; its number.
  mutating func useLine(_ line: Int, of member: Int, for chain: [Fingerprint]) -> Int {
    var used = members.remove(at: member)
    var line = used.lines.remove(at: line)
    line.move(to: chain)
    used.lines.append(line)
    members.append(used)
    return line.number
  }

  /// Notes the end of a turn that has been settled, and its answer.
  mutating func note(_ turn: Turn) {
    guard let member = members.firstIndex(where: { $0.id == turn.state.session }) else { return }
    members[member].note(turn)
    guard let answer = turn.answer?.chain(after: turn.request),
      let line = members[member].lines.firstIndex(where: { $0.number == turn.state.branch })
    else { return }
    members[member].lines[line].note(answer: answer, toRequestOf: turn.request.messages.count)
  }
}
