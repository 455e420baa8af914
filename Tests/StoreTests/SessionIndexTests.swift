import Conversations
import Testing

@testable import Store

@Suite struct SessionIndexTests {
  private func recall(
    _ index: inout SessionIndex, _ request: ChatRequest, _ kind: RequestKind = .main
  ) -> SessionState {
    index.recall(RecallQuery(request, kind: kind))
  }

  @Test("parallel first requests of one client session land in one session")
  func parallelFirsts() throws {
    var index = SessionIndex(capacity: 1000)
    let title = recall(&index, try request(["u:make a title"], session: "c"), .title)
    let first = recall(&index, try request(["u:1"], session: "c"))
    let again = recall(&index, try request(["u:1"], session: "c"))
    #expect(title.placement == .side)
    #expect(first.placement == .new)
    #expect(again.placement == .retry)
    #expect(Set([title, first, again].map(\.session)).count == 1)
    #expect([title, first, again].map(\.branch) == [0, 0, 0])
  }

  @Test("a sub-agent has a session of its own, the child of the agent that started it")
  func subAgents() throws {
    var index = SessionIndex(capacity: 1000)
    let main = recall(&index, try request(["u:1"], session: "c"))
    let child = recall(&index, try request(["u:2"], session: "c", agent: "a"), .subAgent)
    let grandchild = recall(
      &index, try request(["u:3"], session: "c", agent: "b", parentAgent: "a"), .subAgent)
    let orphan = recall(&index, try request(["u:4"], session: "d", agent: "b"), .subAgent)
    #expect(child.origin.parent == main.session)
    #expect(grandchild.origin.parent == child.session)
    #expect(orphan.origin.parent == nil)
    #expect(Set([main, child, grandchild, orphan].map(\.session)).count == 4)
  }

  @Test("every fork gets the next branch, and each branch goes on by itself")
  func branches() throws {
    var index = SessionIndex(capacity: 1000)
    _ = recall(&index, try request(["u:1", "a:2", "u:3"], session: "c"))
    let fork = recall(&index, try request(["u:1", "a:2", "u:x"], session: "c"))
    let second = recall(&index, try request(["u:1", "a:y"], session: "c"))
    let onward = recall(&index, try request(["u:1", "a:2", "u:x", "a:4", "u:5"], session: "c"))
    #expect(fork.placement == .fork(depth: 2))
    #expect([fork, second, onward].map(\.branch) == [1, 2, 1])
    #expect(onward.placement == .append)
  }

  @Test("our own id leads to the session, whatever key it was begun under")
  func naming() throws {
    var index = SessionIndex(capacity: 1000)
    let begun = recall(&index, try request(["u:1"], session: "c"))
    let named = recall(&index, try request(["u:1", "a:2", "u:3"], explicit: begun.session.text))
    #expect(named.session == begun.session)
    #expect(named.placement == .append)
  }

  @Test("a session the database has and memory does not must be read first")
  func missing() throws {
    var index = SessionIndex(capacity: 1000)
    let query = RecallQuery(try request(["u:1", "a:2", "u:3"], session: "c"), kind: .main)
    #expect(index.missing(for: query).isEmpty)
    index.register(SessionID("s1"), key: query.key.own)
    #expect(index.missing(for: query) == [query.key.own])

    let line = ConversationLine(number: 0, chain: Array(query.placement.chain.prefix(1)))
    let member = SessionFamily.Member(
      id: SessionID("s1"), origin: SessionOrigin(), lines: [line], nextBranch: 1)
    index.adopt(SessionFamily(members: [member]), key: query.key.own)
    #expect(index.missing(for: query).isEmpty)
    #expect(index.recall(query).session == SessionID("s1"))
  }

  @Test("what is read later than a request has been placed does not overwrite what is known since")
  func lateAdoption() throws {
    var index = SessionIndex(capacity: 1000)
    let query = RecallQuery(try request(["u:1"], session: "c"), kind: .main)
    let state = index.recall(query)
    index.adopt(SessionFamily(), key: query.key.own)
    #expect(index.recall(query).session == state.session)
  }

  @Test("a sub-agent's first request needs its parent's family")
  func missingParent() throws {
    var index = SessionIndex(capacity: 1000)
    let main = RecallQuery(try request(["u:1"], session: "c"), kind: .main)
    let child = RecallQuery(try request(["u:2"], session: "c", agent: "a"), kind: .subAgent)
    index.register(SessionID("s1"), key: main.key.own)
    #expect(index.missing(for: child) == [main.key.own])
  }

  @Test("beyond its capacity the index forgets what was used longest ago, and asks for it again")
  func eviction() throws {
    var index = SessionIndex(capacity: 600)
    let queries = try (0..<100).map {
      RecallQuery(try request(["u:\($0)"], session: "c\($0)"), kind: .main)
    }
    for query in queries {
      _ = index.recall(query)
      _ = index.recall(queries[0])
    }
    #expect(index.missing(for: queries[0]).isEmpty)
    #expect(index.missing(for: queries[99]).isEmpty)
    #expect(index.missing(for: queries[1]) == [queries[1].key.own])
  }

  @Test("a removed session is forgotten with its names, its relatives are not")
  func forgetting() throws {
    var index = SessionIndex(capacity: 1000)
    let query = RecallQuery(try request(["u:1"], session: "c"), kind: .main)
    let first = index.recall(query).session
    let second = recall(&index, try request(["u:x"], session: "c")).session
    index.forget(first, key: query.key.own, isLast: false)
    let after = index.recall(query)
    #expect(after.placement == .successor(of: second))
    index.forget(second, key: query.key.own, isLast: false)
    index.forget(after.session, key: query.key.own, isLast: true)
    #expect(index.recall(query).placement == .new)
  }
}
