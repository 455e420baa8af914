import Conversations
import Dialects
import Reactor
import Store
import Testing
import Upstream
import Wire

@testable import Gateway

@Suite("Reasoning that is kept")
struct ReasoningShelfTests {
  private let vendor = Self.backend("v", keeping: .content)
  private let store: ConversationStore

  private static func backend(_ name: String, keeping reasoning: OpenAIChatQuirks.PastReasoning) -> Backend {
    var backend = Backend(name: name, kind: .openai)
    backend.quirks.pastReasoning = reasoning
    return backend
  }

  init() throws {
    LoopActor.shared.loop.start()
    store = try ConversationStore(.memory, for: .serving) { Issue.record("\($0)") }
  }

  /// An answer that calls a tool after some reasoning.
  private func answer(_ call: String, after text: String = "hm") -> Answer {
    var answer = Answer()
    for event: StreamEvent in [
      .partStarted(.thinking), .delta(.thinking(Array(text.utf8))), .delta(.signature(Array("sig".utf8))),
      .partStarted(.toolCall(id: call, name: "f")), .ended,
    ] { answer.append(event) }
    return answer
  }

  /// A turn of a session with this client's id that has been answered with reasoning before a call.
  private func turn(_ session: String, to attempt: Attempt) async -> Turn {
    let state = await store.recall(request(of: session, attempt.request), kind: .main)
    return Turn(
      state: state, kind: .main, request: request(of: session, attempt.request), receivedAt: 1,
      requestBytes: 0)
  }

  private func request(of id: String, _ request: ChatRequest) -> ChatRequest {
    ChatRequest(
      dialect: request.dialect, document: request.document, model: request.model,
      wantsStream: request.wantsStream, maxOutputTokens: request.maxOutputTokens, system: nil, tools: nil,
      messages: request.messages, client: ClientIdentity(sessionID: id))
  }

  @Test("what an answer held is known to the next request, at once and after a restart")
  func kept() async throws {
    let attempt = try attempt(to: vendor)
    let shelf = await ReasoningShelf(store: store)
    var turn = await turn("c", to: attempt)
    #expect(await shelf.known(at: turn.state, to: vendor) == KnownReasoning())
    await shelf.keep(answer("t1"), of: attempt, &turn)
    let known = await shelf.known(at: turn.state, to: vendor)
    #expect(known.states["t1"]?.issuer == "v/m")
    #expect(known.issuers == [KeptReasoning.name(of: "sig".utf8): "v/m"])
    store.settle(turn)
    #expect(await ReasoningShelf(store: store).known(at: turn.state, to: vendor) == known)
  }

  @Test("a client of the vendor's own API is not given what it sends back by itself")
  func verbatim() async throws {
    let anthropic = Backend(name: "a", kind: .anthropic)
    let attempt = try attempt(to: anthropic, dialect: AnthropicMessages())
    let shelf = await ReasoningShelf(store: store)
    var turn = await turn("c", to: attempt)
    _ = await shelf.known(at: turn.state, to: anthropic)
    await shelf.keep(answer("t1"), of: attempt, &turn)
    let known = await shelf.known(at: turn.state, to: anthropic)
    #expect(known.states.isEmpty && known.issuers.count == 1)
    #expect(known.foreignSignatures(to: attempt.destination.target).isEmpty)
    let other = Target(
      backend: "b", model: "m", dialect: .anthropicMessages, isLocal: false, window: nil, traits: .full)
    #expect(known.foreignSignatures(to: other).count == 1)
  }

  @Test("a backend that wants nothing back has nothing kept, and the disk is not asked")
  func local() async throws {
    let local = Self.backend("l", keeping: .dropped)
    let attempt = try attempt(to: local)
    let shelf = await ReasoningShelf(store: store)
    var turn = await turn("c", to: attempt)
    await shelf.keep(answer("t1"), of: attempt, &turn)
    #expect(turn.reasoning == nil)
    #expect(await shelf.known(at: turn.state, to: local) == KnownReasoning())
  }

  @Test("what was used longest ago leaves the mind first, and is read from the disk again")
  func eviction() async throws {
    let attempt = try attempt(to: vendor)
    let shelf = await ReasoningShelf(store: store, capacity: 10_000)
    var turns: [Turn] = []
    for index in 0..<4 {
      var turn = await turn("c\(index)", to: attempt)
      _ = await shelf.known(at: turn.state, to: vendor)
      await shelf.keep(answer("t\(index)", after: String(repeating: "x", count: 4_000)), of: attempt, &turn)
      store.settle(turn)
      turns.append(turn)
    }
    for (index, turn) in turns.enumerated() {
      #expect(await shelf.known(at: turn.state, to: vendor).states.keys.sorted() == ["t\(index)"])
    }
  }
}
