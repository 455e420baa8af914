import Conversations
import TestKit
import Testing

@testable import Store

@Suite struct AnswerTests {
  @Test("an answer of several messages stands in its branch message by message")
  func several() async throws {
    let store = try memoryStore()
    let first = try request(["u:1"], session: "c")
    let state = await store.recall(first, kind: .main)
    var turn = turn(state, first)
    turn.answer = answer("a:thought", "a:call", "a:word")
    store.settle(turn)

    let contents = try await store.turn(1, of: state.session.text)
    #expect(contents.messages.map(\.depth) == [1])
    #expect(contents.answer.map(\.depth) == [2, 3, 4])
    #expect(contents.answer.map(\.role) == ["assistant", "assistant", "assistant"])
    #expect(
      contents.answer.map(\.body) == ["a:thought", "a:call", "a:word"].map { Array(messageText($0).utf8) })
    #expect(try await store.messages(of: state.session.text).count == 4)
    #expect(try await store.session(state.session.text).summary.messages == 4)
  }

  @Test(
    "of an answer's messages, what the client echoes is known, also to a store opened anew",
    arguments: [false, true])
  func echo(isReopened: Bool) async throws {
    let directory = TemporaryDirectory()
    let path = directory.file("t.db")
    var store = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    let first = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(first, kind: .main), first)
    turn.answer = answer("a:thought", "a:call")
    store.settle(turn)
    if isReopened {
      await store.close()
      store = try ConversationStore(.file(path), for: .serving, options: keepingOptions())
    }
    let whole = await store.recall(
      try request(["u:1", "a:thought", "a:call", "u:2"], session: "c"), kind: .main)
    #expect(whole.placement == .append && whole.knownMessages == 3)
    await store.close()
  }

  @Test("an answer that the client echoes in part, and goes on from, is stored once")
  func partlyEchoed() async throws {
    let store = try memoryStore()
    let first = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(first, kind: .main), first)
    turn.answer = answer("a:thought", "a:call")
    store.settle(turn)
    let state = await store.play(try request(["u:1", "a:thought", "u:2"], session: "c"), answer: "a:3")
    #expect(state.placement == .append && state.knownMessages == 2)
    #expect(try await store.count("messages") == 5)
    #expect(try await store.count("nodes") == 5)
  }

  @Test("an answer without a message is none")
  func empty() async throws {
    let store = try memoryStore()
    let first = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(first, kind: .main), first)
    turn.answer = RecordedAnswer(messages: [])
    store.settle(turn)
    let contents = try await store.turn(1, of: turn.state.session.text)
    #expect(contents.messages.count == 1 && contents.answer.isEmpty)
  }

  @Test("a conversation is found by the id its last answer was told under, with its system prompt")
  func endingWith() async throws {
    let store = try memoryStore()
    for (index, lines) in [["u:1"], ["u:1", "a:2", "u:3"]].enumerated() {
      let request = try request(lines, session: "c", system: "be brief")
      var turn = turn(await store.recall(request, kind: .main), request)
      turn.answer = index == 0 ? answer("a:2") : answer("a:4", "a:5")
      turn.answerID = "resp_\(index)"
      store.settle(turn)
    }
    #expect(
      await store.conversation(endingWith: "resp_1")
        == StoredConversation(
          dialect: "anthropic-messages", system: Array(#""be brief""#.utf8),
          messages: ["u:1", "a:2", "u:3", "a:4", "a:5"].map { Array(messageText($0).utf8) }))
    #expect(await store.conversation(endingWith: "resp_0")?.messages.count == 2)
    #expect(await store.conversation(endingWith: "resp_2") == nil)
    #expect(await store.conversation(endingWith: "") == nil)
  }

  @Test("a conversation whose session is gone is not found")
  func removed() async throws {
    let store = try memoryStore()
    let request = try request(["u:1"], session: "c")
    var turn = turn(await store.recall(request, kind: .main), request, answer: "a:2")
    turn.answerID = "resp_0"
    store.settle(turn)
    _ = try await store.remove(turn.state.session.text)
    #expect(await store.conversation(endingWith: "resp_0") == nil)
  }
}
