import Conversations
import TestKit
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

  @Test(
    "an opening that is edited because its answer was interrupted stays in its session, over a restart too",
    arguments: [false, true])
  func interruptedOpening(restarts: Bool) async throws {
    let directory = TemporaryDirectory()
    let source = StoreLocation.file(directory.file("test.db"))
    var store = try ConversationStore(source, for: .serving, options: keepingOptions())
    let first = try request(["u:go"], session: "c")
    let opened = await store.recall(first, kind: .main)
    var interrupted = turn(opened, first, answer: "a:")
    interrupted.outcome = .clientGone
    store.settle(interrupted)
    if restarts {
      await store.close()
      store = try ConversationStore(source, for: .serving, options: keepingOptions())
    }

    let edited = await store.play(try request(["u:go now"], session: "c"), answer: "a:gone")
    #expect(edited.session == opened.session)
    #expect(edited.placement == .fork(depth: 0))
    let next = await store.recall(try request(["u:go now", "a:gone", "u:on"], session: "c"), kind: .main)
    #expect(next.session == opened.session)
    #expect(next.branch == edited.branch)
    #expect(await store.recall(try request(["u:else"], session: "c"), kind: .main).session != opened.session)
    await store.close()
  }
}
