import Conversations
import Testing
import Wire

@testable import Dialects

@Suite("conversations there and back")
struct RoundTripTests {
  /// Both halves of a dialect.
  typealias Dialect = any ClientDialect & BackendDialect

  /// A way from one dialect to another, by their words.
  struct Way: Sendable, CustomTestStringConvertible {
    let from: String
    let to: String

    var testDescription: String { "\(from) to \(to)" }

    static let all = words.flatMap { from in words.filter { $0 != from }.map { Way(from: from, to: $0) } }
  }

  private static let words = ["anthropic", "openai", "responses", "ollama"]
  private static let seeds = (0..<25).map { _ in UInt64.random(in: 0 ... .max) }

  /// A Claude that takes system messages where they stand.
  private static let quirks: AnthropicQuirks = {
    var quirks = AnthropicQuirks.anthropic
    quirks.acceptsSystemMessages = true
    return quirks
  }()

  private static func dialect(_ word: String) -> Dialect {
    switch word {
    case "anthropic": AnthropicMessages(quirks: quirks, ids: .counting())
    case "openai": OpenAIChat(ids: .counting())
    case "responses": OpenAIResponses(ids: .counting())
    default: OllamaChat(ids: .counting())
    }
  }

  /// A random conversation as a client of a dialect asks it.
  private func asked(_ seed: UInt64, in dialect: Dialect) throws -> ChatRequest {
    let random = RandomConversation(seed: seed, isWellFormed: true)
    let tools =
      #"[{"name":"tool_0","description":"d","input_schema":{"type":"object","properties":{"x":{"type":"string"}}}}]"#
    let document = try random.request(messages: random.messages.count, tools: tools)
    let client = AnthropicMessages()
    let request = try client.read(document, fields: HTTPFields())
    return dialect.name == client.name ? request : try passed(request, from: client, to: dialect).request
  }

  /// A request of a client as a backend of another dialect is sent it, and as that dialect's own clients would be
  /// understood to say it.
  private func passed(
    _ request: ChatRequest, from client: any ClientDialect, to dialect: Dialect
  ) throws -> (body: [UInt8], request: ChatRequest) {
    let target = Target(
      backend: "b", model: "m", dialect: dialect.name, isLocal: true, window: nil, traits: .full)
    let encoded = try dialect.encode(
      request, for: target, plan: .untouched,
      conversation: { (request, plan) throws(ClientError) in
        try client.conversation(of: request, following: plan)
      })
    let read = try dialect.read(JSONDocument(parsing: encoded.body), fields: HTTPFields())
    return (encoded.body, read)
  }

  @Test(
    "what is encoded is read as the same conversation, and so is what comes back", arguments: Way.all, seeds)
  func conversation(_ way: Way, _ seed: UInt64) throws {
    let (near, far) = (Self.dialect(way.from), Self.dialect(way.to))
    let request = try asked(seed, in: near)
    let there = try passed(request, from: near, to: far)
    let back = try passed(there.request, from: far, to: near)
    let said = try SpokenConversation(near.conversation(of: request))
    #expect(try SpokenConversation(far.conversation(of: there.request)) == said, "seed \(seed)")
    #expect(try SpokenConversation(near.conversation(of: back.request)) == said, "seed \(seed)")
  }

  @Test("what has come back goes out with the same bytes", arguments: Way.all, seeds)
  func fixpoint(_ way: Way, _ seed: UInt64) throws {
    let (near, far) = (Self.dialect(way.from), Self.dialect(way.to))
    let there = try passed(asked(seed, in: near), from: near, to: far)
    let back = try passed(there.request, from: far, to: near)
    let again = try passed(back.request, from: near, to: far)
    #expect(
      String(decoding: again.body, as: UTF8.self) == String(decoding: there.body, as: UTF8.self),
      "seed \(seed)")
  }
}
