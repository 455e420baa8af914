import Conversations
import Testing

@testable import Store

@Suite struct ConversationStoreTests {
  @Test("a conversation is one session, and every message is stored once")
  func conversation() async throws {
    let store = try memoryStore()
    let first = await store.play(try request(["u:1"], session: "c"), answer: "a:2", at: 1)
    let second = await store.play(try request(["u:1", "a:2", "u:3"], session: "c"), answer: "a:4", at: 2)
    let third = await store.play(
      try request(["u:1", "a:2", "u:3", "a:4", "u:5"], session: "c"), answer: "a:6", at: 3)
    await store.flush()

    #expect(first.placement == .new)
    #expect(second == SessionState(session: first.session, branch: 0, placement: .append, knownMessages: 2))
    #expect(third.knownMessages == 4)
    #expect(try await store.count("messages") == 6)
    #expect(try await store.count("nodes") == 6)
    let summary = try #require(await store.sessions().first)
    #expect(summary.messages == 6)
    #expect(summary.turns == 3)
    #expect(summary.title == "1")
    #expect(store.counters.settledTurns == 3)
    let messages = try await store.messages(of: first.session.text)
    #expect(
      messages.map { String(decoding: $0.body, as: UTF8.self) }
        == ["u:1", "a:2", "u:3", "a:4", "u:5", "a:6"].map(messageText))
    #expect(messages.map(\.turn) == [1, 1, 2, 2, 3, 3])
  }
}
