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

  private func kind(
    _ model: String, tools: Int = 0, prompt: Int = 5_000, isUnderWay: Bool = false,
    settings: ClassifierSettings = ClassifierSettings(), _ change: (inout RequestFacts) -> Void = { _ in }
  ) -> RequestKind {
    var facts = RequestFacts(
      shape: RequestShape(messageCount: 1, toolCount: tools), model: model, promptTokens: prompt)
    facts.isUnderWay = isUnderWay
    change(&facts)
    return RequestClassifier.classify(facts, by: settings).kind
  }

  @Test(
    "a small model is known by a word of its id",
    arguments: [
      "claude-haiku-5-5", "claude-3-5-haiku-20241022", "gpt-5-mini", "openai/GPT-5.4-nano",
      "glm-4.7-flash:q4",
    ])
  func smallModels(model: String) {
    #expect(kind(model) == .background)
    #expect(kind(model, tools: 3) == .main)
    #expect(kind(model, tools: 3, prompt: 1_999) == .background)
  }

  @Test(
    "a word within another is none, and a large model runs no errands",
    arguments: ["gemini-3-pro", "minimax-m2", "ministral-8b", "claude-opus-5-5", "qwen3:0.6b"])
  func largeModels(model: String) {
    #expect(kind(model) == .main)
    #expect(kind(model, prompt: 10) == .main)
  }

  @Test("the operator names other small models")
  func configuredModels() {
    var settings = ClassifierSettings()
    settings.smallModels = ["qwen3:0.6*"]
    #expect(kind("qwen3:0.6b", settings: settings) == .background)
    #expect(kind("qwen3:8b", settings: settings) == .main)
  }

  @Test("a conversation with a small model that goes on is a conversation")
  func underWay() {
    #expect(kind("gpt-5-mini", isUnderWay: true) == .main)
    #expect(kind("claude-opus-5-5", isUnderWay: true) { $0.hints.tier = "background" } == .main)
    #expect(kind("claude-opus-5-5") { $0.hints.tier = "background" } == .background)
  }

  @Test("what the client says of its request goes before what its model suggests")
  func said() {
    #expect(kind("gpt-5-mini") { $0.hints.requestClass = "main" } == .main)
    #expect(kind("gpt-5-mini") { $0.client.statedPurpose = "turn" } == .main)
    #expect(kind("claude-opus-5-5", isUnderWay: true) { $0.hints.requestClass = "auxiliary" } == .background)
    #expect(kind("gpt-6.1") { $0.client.statedPurpose = "prewarm" } == .probe)
    #expect(kind("gpt-5-mini") { $0.client.agentID = "a" } == .subAgent)
  }

  @Test("an agent's own turns are its own, whatever class they are said to be of")
  func auxiliaryAgent() {
    let agent = { (facts: inout RequestFacts) in
      facts.client.agentID = "a"
      facts.hints.requestClass = "auxiliary"
    }
    #expect(kind("claude-opus-5-5", tools: 5, agent) == .subAgent)
    #expect(kind("claude-opus-5-5", agent) == .background)
  }

  @Test("a safety check is one, whatever else is said of it")
  func safety() {
    let check = kind("claude-haiku-5-5", prompt: 100) { facts in
      facts.shape.stopSequences = ["</block>"]
      facts.hints.tier = "background"
      facts.hints.requestClass = "auxiliary"
    }
    #expect(check == .autoModeCheck)
  }

  @Test("a count is one, whatever it counts")
  func count() {
    #expect(kind("claude-haiku-5-5") { $0.isCount = true } == .count)
  }
}
