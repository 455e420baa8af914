import Conversations
import Testing

@testable import Routing

@Suite("The request classifier")
struct RequestClassifierTests {
  @Test(
    "a request's kind is seen by its shape",
    arguments: [
      (RequestShape(messageCount: 3, toolCount: 12, maxOutputTokens: 128_000), RequestKind.main),
      (RequestShape(messageCount: 1, answerMembers: ["title"]), .title),
      (RequestShape(messageCount: 1, toolCount: 2, answerMembers: ["title"]), .main),
      (RequestShape(messageCount: 1, answerMembers: ["title", "body"]), .main),
      (RequestShape(messageCount: 1, maxOutputTokens: 1), .probe),
      (RequestShape(messageCount: 1, maxOutputTokens: 0), .probe),
      (RequestShape(messageCount: 2, maxOutputTokens: 1), .main),
      (RequestShape(messageCount: 1, toolCount: 1, maxOutputTokens: 1), .main),
      (RequestShape(messageCount: 1, stopSequences: ["</block>"]), .autoModeCheck),
      (RequestShape(messageCount: 1, stopSequences: ["</block>", "x"]), .main),
      (RequestShape(messageCount: 9, toolCount: 12, asksForCompaction: true), .compaction),
      (
        RequestShape(messageCount: 9, toolCount: 12, newestText: "CRITICAL: Respond with TEXT ONLY. Do not"),
        .compaction
      ),
      (RequestShape(messageCount: 9, newestText: "Say: CRITICAL: Respond with TEXT ONLY"), .main),
      (
        RequestShape(messageCount: 1, toolCount: 1, newestText: "Perform a web search for the query: swift"),
        .background
      ),
      (
        RequestShape(messageCount: 1, toolCount: 12, newestText: "Perform a web search for the query: swift"),
        .main
      ),
      (RequestShape(messageCount: 1, toolCount: 5, isMarkedSubAgent: true), .subAgent),
    ])
  func shapes(_ shape: RequestShape, _ kind: RequestKind) {
    #expect(RequestClassifier.classify(RequestFacts(shape: shape, model: "m")).kind == kind)
  }

  @Test("an agent's id makes a turn a sub-agent's, but not what runs beside it")
  func agents() {
    let agent = ClientIdentity(sessionID: "s", agentID: "a1")
    let turn = RequestShape(messageCount: 1, toolCount: 5)
    let compaction = RequestShape(messageCount: 9, asksForCompaction: true)
    #expect(
      RequestClassifier.classify(RequestFacts(shape: turn, client: agent, model: "m")).kind == .subAgent)
    let errand = RequestShape(
      messageCount: 1, toolCount: 1, newestText: "Perform a web search for the query: swift")
    #expect(
      RequestClassifier.classify(RequestFacts(shape: compaction, client: agent, model: "m")).kind
        == .compaction)
    #expect(
      RequestClassifier.classify(RequestFacts(shape: errand, client: agent, model: "m")).kind == .background)
  }
}
