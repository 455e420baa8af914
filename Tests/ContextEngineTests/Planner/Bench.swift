import ContextEngine
import Conversations
import Dialects
import Testing
import Tokens
import Wire

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A planner with its counter and what it remembers, as the gateway would hold them.
struct Bench {
  var settings = ContextSettings()
  var budget: ContextBudget
  var traits = ModelTraits.textOnly
  /// How the planner counts.
  var rule = TokenizerRule.bytes
  /// The state that each request goes on from.
  var state: ContextState?
  let client = AnthropicMessages()

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
    try client.read(JSONDocument(parsing: body), fields: HTTPFields())
  }

  func draft(_ request: ChatRequest) throws -> ContextDraft {
    let client = client
    return ContextDraft(
      request: request, system: try client.system(of: request), tools: try client.tools(of: request),
      traits: traits, parts: { (try? client.parts(of: $0, at: "message")) ?? [] })
  }

  /// Plans a request and goes on from it.
  mutating func plan(
    _ script: Script, _ hand: Script.Hand = Script.Hand(), hints: ContextHints = ContextHints()
  ) throws -> Turn {
    try plan(script.body(hand), hints: hints)
  }

  /// Plans a request and goes on from it.
  mutating func plan(_ body: [UInt8], hints: ContextHints = ContextHints()) throws -> Turn {
    var counter = try counter()
    let request = try request(body)
    let planned = try ContextPlanner(settings: settings).plan(
      draft(request), after: state, within: budget, hints: hints, counting: &counter)
    state = planned.state
    return Turn(request: request, planned: planned, client: client, traits: traits)
  }
}

/// A request that was planned.
struct Turn {
  let request: ChatRequest
  let planned: PlannedContext
  let client: AnthropicMessages
  let traits: ModelTraits

  var report: ContextReport { planned.report }

  /// The forwarded prompt as it is encoded for a target of a dialect.
  func prompt(in dialect: some BackendDialect) throws -> Prompt {
    let target = Target(
      backend: "b", model: "local", dialect: dialect.name, isLocal: true, window: nil, traits: traits)
    let encoded = try dialect.encode(
      request, for: target, plan: planned.plan, conversation: client.conversation(of:following:))
    return try Prompt(JSONDocument(parsing: encoded.body).root)
  }

  var chat: Prompt { get throws { try prompt(in: OpenAIChat()) } }
  var anthropic: Prompt { get throws { try prompt(in: client) } }

  /// All that the model reads, as one text.
  var text: String { get throws { try String(decoding: chat.bytes, as: UTF8.self) } }
}

/// A forwarded prompt: tools, system prompt and messages, in that order.
struct Prompt {
  let body: JSONValue
  /// What a template makes text of: a text and a list of one text are the same.
  let bytes: [UInt8]

  init(_ body: JSONValue) {
    self.body = body
    var bytes: [UInt8] = []
    for key in ["tools", "system"] { body.member(key).map { bytes += Array($0.bytes) } }
    for message in body["messages"].map({ Array($0.elements) }) ?? [] {
      bytes += Array("\n\(message["role"]?.string ?? ""):".utf8)
      if let text = message["content"]?.string { bytes += Array("\n\n\(text)".utf8) }
      for piece in message["content"].map({ Array($0.elements) }) ?? [] {
        bytes += Array("\n\n".utf8) + (piece["text"]?.string.map { Array($0.utf8) } ?? Array(piece.bytes))
      }
      for key in ["tool_calls", "tool_call_id"] { message.member(key).map { bytes += Array($0.bytes) } }
    }
    self.bytes = bytes
  }

  var messages: [JSONValue] { body["messages"].map { Array($0.elements) } ?? [] }
  var roles: [String] { messages.compactMap { $0["role"]?.string } }

  /// Whether this prompt is an earlier one with more at its end. The last message of the earlier one may have grown.
  func goesOn(from earlier: Prompt) -> Bool {
    bytes.count >= earlier.bytes.count && memcmp(bytes, earlier.bytes, earlier.bytes.count) == 0
  }
}
