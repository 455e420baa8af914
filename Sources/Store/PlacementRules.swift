import Conversations
import Wire

/// What a request shows of itself before anybody knows where it belongs.
struct PlacementQuery {
  /// The chain hash after each of its messages.
  let chain: [Fingerprint]
  /// How many messages make the opening of the conversation; two that do not share as much have nothing in common.
  let openingDepth: Int
  /// What it is for.
  let kind: RequestKind
  /// Whether it names an agent: a sub-agent that does not comes under the key of its main agent.
  let namesAgent: Bool
  /// Whether it may be a conversation's beginning, though its kind is a side request's: an errand that offers tools, as an
  /// agent's first request does, or that no id ties to a conversation.
  let mayConverse: Bool
  /// Whether its history begins with a summary of another; asked only where it matters, since it reads texts.
  let beginsWithSummary: () -> Bool
}

extension PlacementQuery {
  /// What `request` shows of itself.
  init(_ request: ChatRequest, kind: RequestKind) {
    self.init(
      chain: request.chain(), openingDepth: Self.openingDepth(of: request.messages), kind: kind,
      namesAgent: request.client.agentID != nil, mayConverse: Self.mayConverse(request, kind),
      beginsWithSummary: { CompactionSummary.begins(request) })
  }

  private static func mayConverse(_ request: ChatRequest, _ kind: RequestKind) -> Bool {
    guard case .background = kind else { return false }
    let isTied = request.client.explicitSession != nil || request.client.sessionID != nil
    return !isTied || (request.tools?.count ?? 0) > 0
  }

  /// Whether it can stand for a conversation of its own.
  var opensConversation: Bool { !kind.isSide || mayConverse }

  /// The chain hash of the opening alone.
  func opening(in dialect: DialectName) -> Fingerprint {
    openingDepth == 0 ? dialect.emptyChain : chain[openingDepth - 1]
  }

  /// Up to and including the first message that is not the operator's: an agent's system message alone, which all its
  /// conversations share, ties nothing together.
  private static func openingDepth(of messages: [Message]) -> Int {
    messages.firstIndex { $0.role != .system }.map { $0 + 1 } ?? messages.count
  }
}

/// Where a request belongs among the sessions of its client key.
enum PlacementDecision: Equatable {
  /// A new session must be opened.
  case open(cause: SessionOrigin.Cause, predecessor: SessionID?, parent: SessionID?)
  /// The first request of the conversation of a member that has only had side requests.
  case begin(member: Int)
  /// A line goes on; nothing is added when the request is a retry.
  case extend(member: Int, line: Int, isRetry: Bool, known: Int)
  /// A member's conversation takes another turning after `depth` messages.
  case fork(member: Int, depth: Int)
  /// A side request of a member, beside one of its branches.
  case beside(member: Int, branch: Int, known: Int)
}

/// The rules by which a request finds its place.
///
/// 1. Whatever shares its opening with a line of the family belongs to the line it shares most with: at or beyond the
///    line's last request it continues (the client's echo of our answer may differ from what we recorded), short of
///    it it forks. The same history again, nothing added, is a retry.
/// 2. What shares nothing is a sub-agent's own session if it is a sub-agent's, and otherwise the successor of the
///    family's current session: by compaction if it begins with a summary, by restart if not. But a session none of
///    whose requests was answered to the end is no conversation yet, and another opening forks it: interrupted or cut
///    before the answer has a word, Claude Code edits its first message or adds to it.
/// 3. Side requests stand beside the line they share most with, or beside the current one, and never move it. An errand
///    for a small model looks like the beginning of a conversation with one: where nothing is known yet and nothing ties
///    it to a conversation to come, it is taken for that, and its repetition for a retry.
enum PlacementRules {
  /// Decides where a request belongs.
  static func decide(_ query: PlacementQuery, in family: SessionFamily) -> PlacementDecision {
    let match = bestMatch(query, in: family)
    if query.kind.isSide, !converses(query, match, in: family) {
      return decideSide(query, match: match, in: family)
    }
    if let match { return decideMatched(query, match, in: family) }
    guard let current = family.current else {
      return .open(cause: .opening, predecessor: nil, parent: nil)
    }
    let member = family.members[current]
    if query.kind == .subAgent, !query.namesAgent {
      return .open(cause: .opening, predecessor: nil, parent: member.id)
    }
    if member.lines.isEmpty { return .begin(member: current) }
    if member.isAnswered == false, !query.beginsWithSummary() { return .fork(member: current, depth: 0) }
    return .open(
      cause: query.beginsWithSummary() ? .compaction : .restart, predecessor: member.id,
      parent: member.origin.parent)
  }

  /// The line a request shares most with.
  private struct Match {
    let member: Int
    let line: Int
    let depth: Int
    let isWholeLine: Bool
  }

  private static func converses(
    _ query: PlacementQuery, _ match: Match?, in family: SessionFamily
  ) -> Bool {
    guard query.mayConverse else { return false }
    return family.members.isEmpty || match.map { $0.isWholeLine && $0.depth == query.chain.count } ?? false
  }

  private static func decideMatched(
    _ query: PlacementQuery, _ match: Match, in family: SessionFamily
  ) -> PlacementDecision {
    guard match.isWholeLine else { return .fork(member: match.member, depth: match.depth) }
    return .extend(
      member: match.member, line: match.line, isRetry: match.depth == query.chain.count,
      known: family.members[match.member].lines[match.line].knownDepth(of: query.chain))
  }

  private static func decideSide(
    _ query: PlacementQuery, match: Match?, in family: SessionFamily
  ) -> PlacementDecision {
    if let match {
      let line = family.members[match.member].lines[match.line]
      return .beside(member: match.member, branch: line.number, known: line.knownDepth(of: query.chain))
    }
    guard let current = family.current else {
      return .open(cause: .opening, predecessor: nil, parent: nil)
    }
    return .beside(member: current, branch: family.members[current].lines.last?.number ?? 0, known: 0)
  }

  /// The deepest match; of equally deep ones a line that ends there, then the one used last.
  private static func bestMatch(_ query: PlacementQuery, in family: SessionFamily) -> Match? {
    var best: Match?
    for (member, candidate) in family.members.enumerated() {
      for (line, conversation) in candidate.lines.enumerated() {
        let depth = conversation.commonDepth(with: query.chain)
        guard depth >= max(query.openingDepth, 1) else { continue }
        let match = Match(
          member: member, line: line, depth: depth, isWholeLine: depth == conversation.chain.count)
        if best.map({ isBetter(match, than: $0) }) ?? true { best = match }
      }
    }
    return best
  }

  private static func isBetter(_ new: Match, than old: Match) -> Bool {
    if new.depth != old.depth { return new.depth > old.depth }
    return new.isWholeLine || !old.isWholeLine
  }
}
