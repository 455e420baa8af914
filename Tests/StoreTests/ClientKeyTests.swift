import Conversations
import Testing

@testable import Store

@Suite struct ClientKeyTests {
  private let opening = Fingerprint(of: [1])

  private func key(
    explicit: String? = nil, session: String? = nil, agent: String? = nil, parent: String? = nil
  ) -> ClientKey {
    ClientKey(
      of: ClientIdentity(
        explicitSession: explicit, sessionID: session, agentID: agent, parentAgentID: parent),
      opening: opening)
  }

  @Test("an explicit session wins over the client's own id")
  func explicit() {
    #expect(key(explicit: "x", session: "a") == key(explicit: "x", session: "b"))
    #expect(key(explicit: "x").own != key(session: "x").own)
  }

  @Test("agents of one client session have keys of their own, and know their parent's")
  func agents() {
    #expect(key(session: "c").parent == nil)
    #expect(key(session: "c", agent: "a").own != key(session: "c").own)
    #expect(key(session: "c", agent: "a").parent == key(session: "c").own)
    #expect(key(session: "c", agent: "b", parent: "a").parent == key(session: "c", agent: "a").own)
    #expect(key(explicit: "x", agent: "a").parent == key(explicit: "x").own)
  }

  @Test("a client that names nothing is known by how its conversation opens")
  func nameless() {
    #expect(key() == key())
    #expect(key().own != ClientKey(of: ClientIdentity(), opening: Fingerprint(of: [2])).own)
    #expect(key(agent: "a") == key())
  }

  @Test("words never run together")
  func separation() {
    #expect(key(session: "ab", agent: "c").own != key(session: "a", agent: "bc").own)
    #expect(key(session: "a1:b", agent: "").own != key(session: "a", agent: "b1:").own)
  }

  @Test("our own id names the session outright")
  func naming() {
    #expect(ClientKey.naming(SessionID("s1")) == key(explicit: "s1").own)
  }
}
