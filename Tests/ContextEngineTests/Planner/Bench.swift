import ContextEngine
import Conversations
import Dialects
import Testing
import Tokens
import Wire

/// A planner with its counter and what it remembers, as the gateway would hold them.
struct Bench {
  var settings = ContextSettings()
  var budget: ContextBudget
  var traits = ModelTraits.textOnly
  /// How the planner counts.
  var rule = TokenizerRule.bytes
  /// The state that each request goes on from.
  var state: ContextState?
  /// Who sends the requests.
  var client = ScriptedClient.anthropic

  init(window: Int, reserve: Int? = nil) {
    budget = ContextBudget(
      window: ContextWindow(tokens: window, source: .loaded), requested: nil, configuredReserve: reserve,
      ratio: 1, marginShare: 0.03)
  }

  /// A counter by the bench's rule.
  func counter() throws -> PromptCounter {
    PromptCounter(try TestVocabulary.counter(rule), template: .unknown, images: .unknown)
  }

  func request(_ body: [UInt8]) throws -> ChatRequest {
    try client.dialect.read(JSONDocument(parsing: body), fields: HTTPFields())
  }

  func draft(_ request: ChatRequest) throws -> ContextDraft {
    let client = client.dialect
    return ContextDraft(
      request: request, system: try client.system(of: request), tools: try client.tools(of: request),
      traits: traits, parts: { (try? client.parts(of: $0, at: "message")) ?? [] })
  }

  /// Plans a request and goes on from it.
  mutating func plan(
    _ script: Script, _ hand: Script.Hand = Script.Hand(), hints: ContextHints = ContextHints()
  ) throws -> Turn {
    try plan(client.body(script, hand), hints: hints)
  }

  /// Plans a request and goes on from it.
  mutating func plan(_ body: [UInt8], hints: ContextHints = ContextHints()) throws -> Turn {
    var counter = try counter()
    let request = try request(body)
    let planned = try ContextPlanner(settings: settings).plan(
      draft(request), after: state, within: budget, hints: hints, counting: &counter)
    state = planned.state
    return Turn(request: request, planned: planned, client: client.dialect, traits: traits)
  }
}

/// A request that was planned.
struct Turn {
  let request: ChatRequest
  let planned: PlannedContext
  let client: any ClientDialect
  let traits: ModelTraits

  var report: ContextReport { planned.report }

  /// The forwarded prompt as it is encoded for a target of a dialect.
  func prompt(in dialect: any BackendDialect) throws -> Prompt {
    let target = Target(
      backend: "b", model: "local", dialect: dialect.name, isLocal: true, window: nil, traits: traits)
    let encoded = try dialect.encode(
      request, for: target, plan: planned.plan, conversation: client.conversation(of:following:))
    return try Prompt(
      JSONDocument(parsing: encoded.body).root, in: dialect.name,
      isTranslated: dialect.name != request.dialect)
  }

  var chat: Prompt { get throws { try prompt(in: OpenAIChat()) } }
  var anthropic: Prompt { get throws { try prompt(in: AnthropicMessages()) } }

  /// All that the model reads, as one text.
  var text: String { get throws { try String(decoding: chat.bytes, as: UTF8.self) } }
}
