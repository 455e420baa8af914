import Conversations
import Testing

@testable import Store

/// The chain of a history whose messages are single letters; `S` is a system message.
private func chain(_ letters: String) -> [Fingerprint] {
  var link = DialectName.anthropicMessages.emptyChain
  return letters.map { letter in
    link = link.followed(by: Fingerprint(of: Array(String(letter).utf8)))
    return link
  }
}

private func query(
  _ letters: String, _ kind: RequestKind = .main, opening: Int = 1, namesAgent: Bool = false,
  mayConverse: Bool = false, beginsWithSummary: Bool = false
) -> PlacementQuery {
  PlacementQuery(
    chain: chain(letters), openingDepth: opening, kind: kind, namesAgent: namesAgent,
    mayConverse: mayConverse, beginsWithSummary: { beginsWithSummary })
}

private func member(
  _ id: String, _ lines: [String], origin: SessionOrigin = SessionOrigin(), answer: String? = nil,
  isAnswered: Bool? = true
) -> SessionFamily.Member {
  SessionFamily.Member(
    id: SessionID(id), origin: origin,
    lines: lines.enumerated().map { number, letters in
      ConversationLine(
        number: number, chain: chain(letters), answer: answer.map { [chain(letters + $0).last!] } ?? [])
    }, nextBranch: lines.count, isAnswered: isAnswered)
}

private func decide(_ query: PlacementQuery, _ members: SessionFamily.Member...) -> PlacementDecision {
  PlacementRules.decide(query, in: SessionFamily(members: members))
}

@Suite struct PlacementRulesTests {
  @Test("the first request of a key opens a session")
  func opening() {
    #expect(decide(query("a")) == .open(cause: .opening, predecessor: nil, parent: nil))
  }

  @Test("a request beyond the last one's tip continues the line, the echoed answer known")
  func append() {
    let decision = decide(query("abc"), member("s1", ["a"], answer: "b"))
    #expect(decision == .extend(member: 0, line: 0, isRetry: false, known: 2))
  }

  @Test("an answer the client echoes in words of its own is no fork")
  func differentEcho() {
    let decision = decide(query("axc"), member("s1", ["a"], answer: "b"))
    #expect(decision == .extend(member: 0, line: 0, isRetry: false, known: 1))
  }

  @Test("the same history again is a retry")
  func retry() {
    #expect(
      decide(query("abc"), member("s1", ["abc"])) == .extend(member: 0, line: 0, isRetry: true, known: 3))
  }

  @Test("a history that leaves the line before its tip forks where it leaves it", arguments: 1...6)
  func fork(depth: Int) {
    let kept = String("abcdefg".prefix(depth))
    #expect(decide(query(kept + "x"), member("s1", ["abcdefg"])) == .fork(member: 0, depth: depth))
  }

  @Test("going back without saying anything new forks as well")
  func rewindOnly() {
    #expect(decide(query("abc"), member("s1", ["abcde"])) == .fork(member: 0, depth: 3))
  }

  @Test("of several lines the one that shares most wins")
  func deepest() {
    let lines = member("s1", ["abc", "abxyz"])
    #expect(decide(query("abxyzq"), lines) == .extend(member: 0, line: 1, isRetry: false, known: 5))
    #expect(decide(query("abxyq"), lines) == .fork(member: 0, depth: 4))
    #expect(decide(query("abcq"), lines) == .extend(member: 0, line: 0, isRetry: false, known: 3))
  }

  @Test("of lines that share as much, one that ends there is continued rather than another forked")
  func wholeLine() {
    let expected = PlacementDecision.extend(member: 0, line: 0, isRetry: false, known: 2)
    #expect(decide(query("abx"), member("s1", ["ab", "abcd"])) == expected)
  }

  @Test("a history that shares nothing is a restart, or a compaction if it begins with a summary")
  func successor() {
    let before = member("s1", ["abc"])
    #expect(
      decide(query("x"), before) == .open(cause: .restart, predecessor: SessionID("s1"), parent: nil))
    #expect(
      decide(query("x", beginsWithSummary: true), before)
        == .open(cause: .compaction, predecessor: SessionID("s1"), parent: nil))
  }

  @Test(
    "what was never answered is no conversation yet: another opening forks it, a summary still succeeds it")
  func unansweredOpening() {
    let cut = member("s1", ["aS"], isAnswered: false)
    #expect(decide(query("x"), cut) == .fork(member: 0, depth: 0))
    #expect(
      decide(query("x", beginsWithSummary: true), cut)
        == .open(cause: .compaction, predecessor: SessionID("s1"), parent: nil))
  }

  @Test("an opening that is still being answered is not taken for an abandoned one")
  func openingInFlight() {
    #expect(
      decide(query("x"), member("s1", ["a"], isAnswered: nil))
        == .open(cause: .restart, predecessor: SessionID("s1"), parent: nil))
  }

  @Test("a sub-agent's successor keeps its parent")
  func subAgentSuccessor() {
    let origin = SessionOrigin(parent: SessionID("s0"))
    #expect(
      decide(
        query("x", .subAgent, namesAgent: true, beginsWithSummary: true),
        member("s1", ["abc"], origin: origin))
        == .open(cause: .compaction, predecessor: SessionID("s1"), parent: SessionID("s0")))
  }

  @Test("a history from before a compaction still belongs to the session that has it")
  func olderMember() {
    let newer = member(
      "s2", ["xy"], origin: SessionOrigin(cause: .compaction, predecessor: SessionID("s1")))
    #expect(
      decide(query("abcd"), member("s1", ["abc"]), newer)
        == .extend(member: 0, line: 0, isRetry: false, known: 3))
  }

  @Test("sharing the operator's messages alone is sharing nothing")
  func systemOnly() {
    #expect(
      decide(query("Sxy", opening: 2), member("s1", ["Sab"]))
        == .open(cause: .restart, predecessor: SessionID("s1"), parent: nil))
    #expect(decide(query("Saxy", opening: 2), member("s1", ["Sab"])) == .fork(member: 0, depth: 2))
  }

  @Test("a sub-agent without an id of its own gets a session under the main one, and leaves that current")
  func namelessSubAgent() {
    let main = member("s1", ["abc"])
    #expect(
      decide(query("x", .subAgent), main) == .open(cause: .opening, predecessor: nil, parent: SessionID("s1"))
    )
    let child = member("s2", ["x"], origin: SessionOrigin(parent: SessionID("s1")))
    #expect(
      decide(query("xyz", .subAgent), main, child) == .extend(member: 1, line: 0, isRetry: false, known: 1))
    #expect(
      decide(query("q"), main, child) == .open(cause: .restart, predecessor: SessionID("s1"), parent: nil))
  }

  @Test(
    "a side request stands beside what it shares most with, whatever it adds", arguments: RequestKind.sides)
  func side(kind: RequestKind) {
    let lines = member("s1", ["abcde", "abx"])
    #expect(decide(query("abcdeq", kind), lines) == .beside(member: 0, branch: 0, known: 5))
    #expect(decide(query("abcq", kind), lines) == .beside(member: 0, branch: 0, known: 3))
    #expect(decide(query("q", kind), lines) == .beside(member: 0, branch: 1, known: 0))
    #expect(decide(query("q", kind)) == .open(cause: .opening, predecessor: nil, parent: nil))
  }

  @Test("an errand that may be a conversation is one where nothing is known, and repeated it is a retry")
  func conversingErrand() {
    var family = SessionFamily()
    let errand = query("a", .background, mayConverse: true)
    #expect(family.place(errand, startedBy: nil).placement == .new)
    #expect(family.place(errand, startedBy: nil).placement == .retry)
    #expect(family.place(query("abc"), startedBy: nil).placement == .append)
    #expect(family.place(errand, startedBy: nil).placement == .side)
  }

  @Test("an errand beside a conversation never takes a turning of it")
  func tiedErrand() {
    let lines = member("s1", ["abcde"])
    let errand = query("a", .background, mayConverse: true)
    #expect(decide(errand, lines) == .beside(member: 0, branch: 0, known: 1))
    #expect(
      decide(query("q", .background, mayConverse: true), lines) == .beside(member: 0, branch: 0, known: 0))
  }

  @Test("a session that has had side requests only begins with the first other one")
  func sideFirst() {
    #expect(decide(query("a"), member("s1", [])) == .begin(member: 0))
  }
}

extension RequestKind {
  fileprivate static var sides: [RequestKind] { allCases.filter(\.isSide) }
}
